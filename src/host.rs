//! The JavaScript interface of the host, the element that embeds the widget.

use js_sys::{Function, Map, Promise};
use wasm_bindgen::prelude::*;
use web_sys::{Element, File, FormData, Request};

// Optional texts are passed as JavaScript values, which are strings or `undefined`: conversions in the glue would be larger.
#[wasm_bindgen]
extern "C" {
    /// The element that embeds a widget.
    #[derive(Clone)]
    pub type Host;

    /// Closes the window.
    #[wasm_bindgen(method)]
    pub(crate) fn close(this: &Host);

    /// Deletes the stored conversation, ends this instance and starts another one.
    #[wasm_bindgen(method, js_name = deleteConversation)]
    pub(crate) fn delete_conversation(this: &Host);

    /// Turns the sound for new messages on or off.
    #[wasm_bindgen(method, js_name = turnSound)]
    pub(crate) fn turn_sound(this: &Host, on: bool);

    /// Reads an answer aloud, or stops if it is being read. A new answer is read only if the visitor has turned that
    /// on. Returns what to announce in place of a new answer that is read.
    #[wasm_bindgen(method, js_name = readAloud)]
    pub(crate) fn read_aloud(this: &Host, entry: u32, text: &str, is_new: bool) -> JsValue;

    /// Turns reading new answers on or off.
    #[wasm_bindgen(method, js_name = toggleReadAloud)]
    pub(crate) fn toggle_read_aloud(this: &Host);

    /// Reports the number of unread messages of the bot.
    #[wasm_bindgen(method)]
    pub(crate) fn unread(this: &Host, count: u32);

    /// Reports an error that only the owner of the page can fix.
    #[wasm_bindgen(method)]
    pub(crate) fn warn(this: &Host, reason: &str);

    /// Dispatches a public event: its name, its message, and the id of its session.
    #[wasm_bindgen(method)]
    pub(crate) fn emit(this: &Host, event: &str, message: &JsValue, session: &str);

    /// Called before a message is sent, with its context as JSON text. Returns the context to send.
    #[wasm_bindgen(method, js_name = beforeSend)]
    pub(crate) fn before_send(this: &Host, message: &str, session: &str, context: &JsValue) -> JsValue;

    /// Gives back the context that was taken for a message that is not sent.
    #[wasm_bindgen(method, js_name = restoreContext)]
    pub(crate) fn restore_context(this: &Host, context: &str);

    /// Takes the page's context for the next message, as JSON text. Each context is sent once.
    #[wasm_bindgen(method, js_name = takeContext)]
    pub(crate) fn take_context(this: &Host) -> JsValue;

    /// Returns a promise of the access token, or `None` if the page does not provide tokens. `renew` is set if
    /// the server has rejected the last token.
    #[wasm_bindgen(method, js_name = bearerToken)]
    pub(crate) fn bearer_token(this: &Host, renew: bool) -> Option<Promise>;

    /// Reports that the server will stop serving this version, with its `Sunset` and `Link` headers.
    #[wasm_bindgen(method, js_name = reportSunset)]
    pub(crate) fn report_sunset(this: &Host, sunset: &JsValue, link: &JsValue);

    /// The memory of the page, which outlives this instance of the module.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn memory(this: &Host) -> Map;

    /// Calls a function of `www/widget/files/database.ts` for this conversation.
    #[wasm_bindgen(method, js_name = fileStore)]
    pub(crate) fn file_store(this: &Host, function: &str, ids: &JsValue, file: &JsValue) -> Promise;

    /// Requests a Web Lock of this name. With `steal` it is taken from its holder. Calls `on_acquired` when this instance has
    /// it, and `on_lost` when the request has failed or another request has stolen the lock. Returns a function that releases
    /// the lock or withdraws the request, or `None` if the browser has no Web Locks. The lock is also released when this
    /// instance is torn down, normally or by a trap.
    #[wasm_bindgen(method, js_name = requestLock)]
    pub(crate) fn request_lock(
        this: &Host,
        name: &str,
        steal: bool,
        on_acquired: &JsValue,
        on_lost: &JsValue,
    ) -> Option<Function>;

    /// Sends a request with a form as its body. Returns a promise of the response, or of `undefined`. `on_progress` is called
    /// with the bytes sent and the bytes in total.
    #[wasm_bindgen(method)]
    pub(crate) fn upload(this: &Host, request: &Request, form: &FormData, on_progress: &Function) -> Promise;

    /// A promise of an element that shows an image, or of `undefined`.
    #[wasm_bindgen(method, js_name = drawThumbnail)]
    pub(crate) fn draw_thumbnail(this: &Host, file: &File) -> Promise;

    /// Copies a text to the clipboard, and confirms it with this label and icon on the button. Returns a promise of
    /// whether it has been copied.
    #[wasm_bindgen(method, js_name = copyText)]
    pub(crate) fn copy_text(this: &Host, text: &str, button: &Element, label: &str, icon: &str) -> Promise;

    /// Offers a text for download.
    #[wasm_bindgen(method, js_name = saveFile)]
    pub(crate) fn save_file(this: &Host, name: &str, content_type: &str, text: &str);

    /// Shows a file of a message in its item of the transcript, as this media type, or saves it if that is empty. `start`
    /// starts the download; its argument is a [`FileTransfer`](crate::api::FileTransfer).
    #[wasm_bindgen(method, js_name = openFile)]
    pub(crate) fn open_file(this: &Host, item: &Element, shown_as: &str, size: f64, start: &JsValue);

    /// Shows the picture at this address in place of its description in a message, which is a link or part of one.
    /// Removes the button beside it.
    #[wasm_bindgen(method, js_name = showPicture)]
    pub(crate) fn show_picture(this: &Host, description: &Element, address: &str);

    /// Highlights the code in the rendered text of a message, and typesets its formulas, if the page has enabled that.
    #[wasm_bindgen(method)]
    pub(crate) fn enrich(this: &Host, text: &Element);

    /// A promise that resolves when the browser has painted the window.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn painted(this: &Host) -> Promise;
}

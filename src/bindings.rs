//! What JavaScript can call: [`Widget::mount`], the handle that it returns, and [`Widget::start_refusal`].

use crate::api::{ApiError, Endpoint, ErrorBody, warning_name};
use crate::host::Host;
use crate::instance::Instance;
use crate::json;
use js_sys::{Array, Function, JsString};
use wasm_bindgen::prelude::*;
use web_sys::{File, HtmlElement};

/// A mounted widget. Call [`Widget::destroy`] before dropping it.
#[wasm_bindgen]
pub struct Widget(Instance);

// Texts and lists are passed as JavaScript values: conversions in the glue would be larger.
#[wasm_bindgen]
impl Widget {
    /// Mounts a widget into `root`, an element inside the shadow root of the host.
    #[must_use]
    pub fn mount(root: HtmlElement, options: JsValue, host: Host) -> Widget {
        Self(Instance::mount(&root, json::from_js(options).unwrap_or_default(), host))
    }

    /// The name of the reason, as for `Host::warn`, for which the server has refused to start a session with this response.
    #[wasm_bindgen(js_name = startRefusal)]
    #[must_use]
    pub fn start_refusal(status: u16, body: JsValue) -> JsValue {
        let body: ErrorBody = json::from_js(body).unwrap_or_default();
        warning_name(&ApiError::classify(Endpoint::Start, false, status, Some(&body), None)).into()
    }

    /// Opens or closes the window; `focus` moves the focus to the field.
    pub fn show(&self, open: bool, focus: bool) {
        self.0.show(open, focus);
    }

    /// Changes the options that a running widget can change.
    pub fn update(&self, appearance: JsValue) {
        self.0.update(json::from_js(appearance).unwrap_or_default());
    }

    /// Sets a new token for the session that the page provides. `false` if the widget has to be mounted again to use
    /// it.
    #[wasm_bindgen(js_name = setSessionToken)]
    pub fn set_session_token(&self, token: JsString) -> bool {
        self.0.set_session_token(token.into())
    }

    /// Sends a message as the visitor.
    pub fn send(&self, text: JsString) {
        self.0.send(text.into());
    }

    /// Replaces the draft.
    pub fn prefill(&self, text: JsString) {
        self.0.prefill(text.into());
    }

    /// Adds files to the draft.
    pub fn attach(&self, files: Array) {
        self.0.attach(files.iter().map(File::unchecked_from_js).collect());
    }

    /// The selected files, in the form that [`Widget::restore_files`] takes on a later page.
    #[wasm_bindgen(js_name = selectedFiles)]
    #[must_use]
    pub fn selected_files(&self) -> JsString {
        self.0.selected_files().into()
    }

    /// Reselects the files that were selected on an earlier page and are still stored. Calls `done` afterwards.
    #[wasm_bindgen(js_name = restoreFiles)]
    pub fn restore_files(&self, selected: JsString, done: Function) {
        self.0.restore_files(&String::from(selected), move || drop(done.call0(&JsValue::UNDEFINED)));
    }

    /// Ends the session and starts another one with the next message.
    #[wasm_bindgen(js_name = newSession)]
    pub fn new_session(&self) {
        self.0.start_new_session();
    }

    /// Cancels timers and requests, unmounts the widget, and returns the text and the files of the draft. Stored values
    /// stay, so that a widget that is mounted later continues the conversation.
    pub fn destroy(self) -> Array {
        let (draft, files) = self.0.destroy();
        let files = files.into_iter().map(JsValue::from).collect::<Array>();
        Array::of2(&draft.into(), &files)
    }
}

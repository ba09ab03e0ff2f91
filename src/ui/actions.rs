//! The interface through which the user interface reaches the rest of the widget.

use crate::chat::{AttachedFile, EntryId, FileId, Intent};

/// Carries out the visitor's intents.
pub trait Actions {
    /// Passes an intent to the conversation.
    fn send(&self, intent: Intent);
    /// Sends a message with these files.
    fn submit(&self, text: String, files: Vec<AttachedFile>);
    /// Keeps the bytes of a file that the visitor has selected, under a new id.
    fn retain_file(&self, file: web_sys::File) -> FileId;
    /// Drops the bytes of a file that is no longer selected.
    fn release_file(&self, file: FileId);
    /// A promise of an element that shows a selected image; `None` if the file is not an image.
    fn thumbnail(&self, file: FileId) -> Option<js_sys::Promise>;
    /// Copies a text to the clipboard, and confirms it with this label and icon on the button. Returns a promise of
    /// whether it has been copied.
    fn copy_text(&self, text: &str, button: &web_sys::Element, label: &str, icon: &str) -> js_sys::Promise;
    /// Offers a text as a download.
    fn save_file(&self, name: &str, content_type: &str, text: &str);
    /// Downloads the file with this index of a message, and shows it in its item of the transcript as this media type,
    /// or saves it if that is empty.
    fn open_file(&self, item: &web_sys::Element, shown_as: &str, size: f64, entry: EntryId, index: usize);
    /// Shows the picture at this address in place of its description in a message, which is a link or part of one.
    fn show_picture(&self, description: &web_sys::Element, address: &str);
    /// Highlights the code in the rendered text of a bot message, and typesets its formulas, if the page has enabled that.
    fn enrich(&self, text: &web_sys::Element);
    /// Closes the window.
    fn close(&self);
    /// Deletes the stored conversation, and starts with an empty one.
    fn delete_conversation(&self);
    /// Turns the sound for new messages on or off.
    fn set_sound(&self, on: bool);
    /// Reads an answer aloud, or stops if it is being read. A new answer is read only if the visitor has turned that
    /// on. Returns what to announce in place of a new answer that is read.
    fn read_aloud(&self, entry: EntryId, text: &str, is_new: bool) -> Option<String>;
    /// Turns reading new answers on or off.
    fn toggle_read_aloud(&self);
}

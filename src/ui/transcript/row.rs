//! The elements that message rows are made of.

use super::copy::copy_button;
use crate::api::Attachment;
use crate::i18n::Key;
use crate::markdown::Node;
use crate::text::concat;
use crate::ui::dom::{El, el};
use crate::ui::format;
use crate::ui::markdown_view::{self, LONG_PARAGRAPH_BYTES, Labels};
use crate::ui::user_interface::Ui;
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// A row. Only assistive technology reads its author.
pub(super) fn row(ui: Ui, class: &str, author: Key) -> El {
    let label = el("span", &[("class", "visually-hidden")]).text(&ui.text(author)).text(": ");
    el("div", &[("part", "row")]).attr("class", &concat(&["row ", class])).child(&label)
}

/// A row with a message of the visitor.
pub(super) fn own_row(ui: Ui, class: &str, text: &str, files: Option<El>) -> El {
    let text_class = if text.len() > LONG_PARAGRAPH_BYTES { "plain-text long" } else { "plain-text" };
    let text = el("span", &[("part", "text"), ("class", text_class), ("dir", "auto")]).text(text);
    let message = el("div", &[("part", "message own-message"), ("class", "bubble")]).child(&text).children(files);
    row(ui, class, Key::You).child(&message)
}

/// The rendered text of a bot message with these files.
pub(super) fn markdown_text(ui: Ui, nodes: Rc<Vec<Node>>, files: &[Attachment]) -> El {
    let text = el("div", &[("part", "text"), ("class", "markdown")]);
    let keys = [Key::Image, Key::ShowImage, Key::CopyCode, Key::Source, Key::Sources, Key::BackToText];
    let [picture, show_picture, copy_code, source, sources, back] = keys.map(|key| ui.text(key));
    let labels = Labels { picture, show_picture, copy_code, source, sources, back };
    markdown_view::render(nodes, files.to_vec(), labels, text.element(), Some(ui));
    text
}

/// The line below a message, with the time if it is known.
pub(super) fn status_line(ui: Ui, time: &JsValue) -> El {
    let time = format::formatted(time, &ui.time_format());
    el("div", &[("part", "status"), ("class", "below")])
        .children(time.map(|time| el("time", &[("part", "time")]).text(&time)))
}

/// Adds the status "sent" and the copy button to a status line.
pub(super) fn add_sent_status(ui: Ui, status_line: El, text: &str) -> El {
    let copy = (!text.is_empty()).then(|| copy_button(ui, text.to_owned(), |_, text| text.to_owned()));
    status_line.child(&delivery_status(&ui.text(Key::Sent))).children(copy)
}

/// The delivery status of a message.
pub(super) fn delivery_status(text: &str) -> El {
    el("span", &[("part", "state"), ("class", "state")]).text(text)
}

//! Thumbnails of selected images.

use crate::chat::FileId;
use crate::event_loop::spawn;
use crate::ui::dom::El;
use crate::ui::icons::{self, icon};
use crate::ui::user_interface::Ui;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// A file icon that a thumbnail replaces once it is drawn, if the file is an image.
pub(super) fn thumbnail(ui: Ui, file: FileId) -> El {
    let placeholder = icon(icons::FILE);
    if let Some(drawing) = ui.actions().and_then(|actions| actions.thumbnail(file)) {
        let replaced = placeholder.clone();
        spawn(async move {
            if let Some(image) = JsFuture::from(drawing).await.ok().filter(JsValue::is_object) {
                let _ = replaced.element().replace_with_with_node_1(image.unchecked_ref());
            }
        });
    }
    placeholder
}

//! A picked picture, small.

use crate::chat::FileId;
use crate::spawn::spawn;
use crate::ui::Ui;
use crate::ui::dom::Markup;
use crate::ui::icons::{self, icon};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::Element;

/// The picture, or the sign for a file where it is none.
pub(super) fn preview(ui: Ui, file: FileId) -> Markup {
    let sign = icon(icons::FILE);
    if let Some(drawing) = ui.actions().and_then(|actions| actions.thumbnail(file)) {
        let place = sign.clone();
        spawn(async move {
            if let Some(drawn) = JsFuture::from(drawing).await.ok().and_then(|drawn| drawn.dyn_into::<Element>().ok()) {
                let _ = place.element().replace_with_with_node_1(&drawn);
            }
        });
    }
    sign
}

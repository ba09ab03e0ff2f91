//! Loads a picture of a message when the visitor asks for it.

use crate::ui::handle::Ui;
use leptos::prelude::document;
use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlElement, HtmlImageElement};

/// Replaces the content of the link beside a button with the picture that it links to. The link keeps its text if the
/// picture cannot be loaded. With the option `images`, a script does more.
pub(super) fn show_picture(ui: Ui, button: &Element) {
    let Some(link) = button.parent_element().and_then(|parent| parent.query_selector("a").ok().flatten()) else {
        return;
    };
    let address = link.get_attribute("href").unwrap_or_default();
    if ui.read_untracked(|state| state.picture_hosts.is_some()) {
        if let Some(actions) = ui.actions() {
            actions.show_picture(&link, &address);
        }
        return;
    }
    let Ok(picture) = document().create_element("img") else { return };
    let picture: HtmlImageElement = picture.unchecked_into();
    // The picture's host must not learn the address of the page.
    let _ = picture.set_attribute("referrerpolicy", "no-referrer");
    picture.set_alt(&link.text_content().unwrap_or_default());
    picture.set_class_name("picture");
    picture.set_src(&address);
    // The button has the focus and is about to be removed.
    let _ = link.unchecked_ref::<HtmlElement>().focus();
    let loaded = picture.clone();
    let on_load = Closure::once_into_js(move || {
        link.set_text_content(None);
        let _ = link.append_child(&loaded);
    });
    let _ = picture.add_event_listener_with_callback("load", on_load.unchecked_ref());
    button.remove();
}

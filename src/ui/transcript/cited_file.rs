//! Opens the file of a message that a link in its text cites.

use crate::text::concat;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// Shows or downloads the file that a link in a message cites, as a click on the file's own button does.
pub(super) fn open_cited_file(link: &Element) {
    let find_button = || {
        let button = concat(&[".files > :nth-child(", &link.get_attribute("value")?, ") .get"]);
        link.closest(".bubble").ok()??.query_selector(&button).ok()?
    };
    if let Some(button) = find_button() {
        button.unchecked_ref::<HtmlElement>().click();
    }
}

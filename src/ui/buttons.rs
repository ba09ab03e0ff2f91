//! Buttons with a text or an icon.

use super::dom::{El, el};
use super::icons::icon;

/// A button with a text.
pub(super) fn text_button(attributes: &[(&str, &str)], text: &str) -> El {
    el("button", &[("type", "button")]).attrs(attributes).text(text)
}

/// A button with an icon. `label` is its accessible name and its tooltip.
pub(super) fn icon_button(attributes: &[(&str, &str)], label: &str, path: &str) -> El {
    let button = el("button", &[("type", "button")]).attrs(attributes);
    button.attr("aria-label", label).attr("title", label).child(&icon(path))
}

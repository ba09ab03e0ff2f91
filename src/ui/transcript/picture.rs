//! Shows a picture of a message when the visitor asks for it. `www/widget/files/` has the code for that.

use crate::ui::user_interface::Ui;
use web_sys::Element;

/// Shows the picture that the link beside a button leads to.
pub(super) fn show_picture(ui: Ui, button: &Element) {
    let link = button.closest(".offer").ok().flatten().and_then(|offer| offer.query_selector("a").ok().flatten());
    if let (Some(link), Some(actions)) = (link, ui.actions()) {
        actions.show_picture(&link, &link.get_attribute("href").unwrap_or_default());
    }
}

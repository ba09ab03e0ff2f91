//! A message of the page's own, at the top or above the field.

use super::Ui;
use super::dom::{Markup, markup};
use crate::config::BannerStyle;

/// The banner at one of its two places.
pub(super) fn banner(ui: Ui, at_bottom: bool) -> Markup {
    let words = move || ui.looks(|looks| looks.banner_message.clone().filter(|_| looks.banner_at_bottom == at_bottom));
    let style = move || ui.looks(|looks| looks.banner_style);
    let role = move || match style() {
        BannerStyle::Default | BannerStyle::Info => "status",
        BannerStyle::Warning | BannerStyle::Error => "alert",
    };
    markup("div", "part=banner; dir=auto")
        .bind("class", move || Some(["banner ", style().name()].concat()))
        .bind("role", move || Some(role().to_owned()))
        .flag("hidden", move || words().is_none())
        .says(move || words().unwrap_or_default())
}

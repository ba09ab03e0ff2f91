//! A message of the page's own, at the top or above the field.

use super::Ui;
use super::macros::ui;
use crate::config::BannerStyle;
use leptos::prelude::*;

/// The banner at one of its two places.
pub(super) fn banner(ui: Ui, at_bottom: bool) -> impl IntoView {
    let words = move || ui.looks(|looks| looks.banner_message.clone().filter(|_| looks.banner_at_bottom == at_bottom));
    let style = move || ui.looks(|looks| looks.banner_style);
    let role = move || match style() {
        BannerStyle::Default | BannerStyle::Info => "status",
        BannerStyle::Warning | BannerStyle::Error => "alert",
    };
    let class = move || ["banner ", style().name()].concat();
    ui! {
        <div part="banner" class=class role=role dir="auto" hidden=move || words().is_none()>{words}</div>
    }
}

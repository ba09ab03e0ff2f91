//! Banners: the page's own, and the one about the connection.

use super::dom::{El, el};
use super::state::Section;
use super::user_interface::Ui;
use crate::chat::Connection;
use crate::config::BannerStyle;
use crate::i18n::Key;
use crate::text::concat;

/// The page's banner, in one of its two places.
pub(super) fn page_banner(ui: Ui, at_bottom: bool) -> El {
    let message = move || {
        ui.appearance(|appearance| {
            appearance.banner_message.clone().filter(|_| appearance.banner_at_bottom == at_bottom)
        })
    };
    let style = move || ui.appearance(|appearance| appearance.banner_style);
    let role = move || match style() {
        BannerStyle::Default | BannerStyle::Info => "status",
        BannerStyle::Warning | BannerStyle::Error => "alert",
    };
    el("div", &[("part", "banner"), ("dir", "auto")])
        .bind_attr("class", move || Some(concat(&["banner ", style().name()])))
        .bind_attr("role", move || Some(role().to_owned()))
        .bind_bool_attr("hidden", move || message().is_none())
        .bind_text(move || message().unwrap_or_default())
}

/// The banner that the visitor sees while the server cannot be reached.
pub(super) fn connection_banner(ui: Ui) -> El {
    let message = move || match ui.read(Section::Status, |state| state.status.connection) {
        Connection::Online => None,
        Connection::Offline => Some(ui.text(Key::Offline)),
        Connection::Unstable => Some(ui.text(Key::Unreachable)),
        Connection::Limited => Some(ui.text(Key::RateLimited)),
    };
    el("div", &[("part", "trouble"), ("class", "banner"), ("role", "status")])
        .bind_bool_attr("hidden", move || message().is_none())
        .bind_text(move || message().unwrap_or_default())
}

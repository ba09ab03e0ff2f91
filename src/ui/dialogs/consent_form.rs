//! The consent form, which takes the composer's place until the visitor agrees.

use crate::chat::Intent;
use crate::i18n::Key;
use crate::ui::buttons::text_button;
use crate::ui::dom::{El, el};
use crate::ui::markdown_view;
use crate::ui::new_chat_button::ask_for_new_chat;
use crate::ui::state::Section;
use crate::ui::user_interface::Ui;
use js_sys::Reflect;

/// The form; `None` while no consent is needed.
pub(in crate::ui) fn consent_form(ui: Ui) -> Option<El> {
    let consent = ui.read(Section::Consent, |state| state.consent.clone())?;
    let form = consent.form_version_id?;
    let attributes = [("part", "consent-text"), ("class", "markdown"), ("dir", "auto"), ("tabindex", "0")];
    let text = el("div", &attributes).after_mount(|text| {
        // The message field is about to lose the focus. It moves to the text, but only if it is inside the widget, and
        // not to the button: a visitor who is typing must not agree by accident.
        let root = text.element().get_root_node();
        if Reflect::get(&root, &"activeElement".into()).is_ok_and(|active| active.is_object()) {
            text.focus();
        }
    });
    markdown_view::render_html(&consent.text.unwrap_or_default(), text.element());
    let agree = text_button(&[("part", "consent-agree"), ("class", "main")], &ui.text(Key::ConsentAgree));
    let agree = agree.on("click", move |_| {
        ui.send_intent(Intent::Agree(form));
        ui.focus_field();
    });
    // The message stays, and waits until the window is opened again. In kiosk mode, where the window stays open, the visitor who leaves
    // can remove it, unless the page provides the session.
    // Untracked: a form that is built again would start at the beginning of its text.
    let is_kiosk = ui.read_untracked(|state| state.appearance.kiosk);
    let is_offered = !is_kiosk || ui.read_untracked(|state| !state.status.is_session_provided);
    let decline = is_offered.then(|| {
        text_button(&[("part", "consent-decline"), ("class", "link")], &ui.text(Key::ConfirmCancel))
            .on("click", move |_| if is_kiosk { ask_for_new_chat(ui) } else { ui.close() })
    });
    let section = el("section", &[("part", "consent"), ("class", "consent")]);
    Some(section.attr("aria-label", &ui.text(Key::ConsentLabel)).child(&text).child(&agree).children(decline))
}

//! What the visitor has to agree to before a message goes: in place of the field.

use crate::chat::Intent;
use crate::i18n::Key;
use crate::ui::Ui;
use crate::ui::dom::{Markup, button, markup};
use crate::ui::markdown_view as markdown;
use crate::ui::state::Part;
use js_sys::Reflect;

/// Nothing while there is nothing to agree to.
pub(in crate::ui) fn consent(ui: Ui) -> Option<Markup> {
    let consent = ui.0.see(Part::Consent, |state| state.consent.clone())?;
    let form = consent.form_version_id?;
    let body = markup("div", "part=consent-text; class=markdown; dir=auto; tabindex=0").once_shown(|body| {
        // Whoever was writing reads on here; whoever is elsewhere on the page stays there. Not on the button: what is typed
        // on must not agree to anything.
        let root = body.element().get_root_node();
        if Reflect::get(&root, &"activeElement".into()).is_ok_and(|active| active.is_object()) {
            body.focus();
        }
    });
    markdown::show_html(&consent.text.unwrap_or_default(), body.element());
    let agree = button("part=consent-agree; class=main", &ui.text(Key::ConsentAgree)).on("click", move |_| {
        ui.send(Intent::Agree(form));
        ui.focus_field();
    });
    let label = ui.text(Key::ConsentLabel);
    Some(markup("section", "part=consent; class=consent").set("aria-label", &label).add(&body).add(&agree))
}

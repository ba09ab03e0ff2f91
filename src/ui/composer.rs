//! Where the visitor writes.

use super::Ui;
use super::files::picked_files;
use super::icons::{self, icon};
use super::macros::ui;
use crate::chat::EXTENSIONS;
use crate::i18n::Key;
use leptos::ev::KeyboardEvent;
use leptos::html::{Input, Textarea};
use leptos::prelude::*;

/// What a file dialog offers: what the server takes.
fn accepted() -> String {
    let mut accepted = EXTENSIONS.to_owned();
    accepted.push_str(",text/*");
    accepted
}

pub(super) fn composer(ui: Ui) -> impl IntoView {
    let text = ui.draft;
    let picked = ui.picked;
    let field = NodeRef::<Textarea>::new();
    let dialog = NodeRef::<Input>::new();
    // Said only once the visitor has tried to send.
    let objection = RwSignal::new(None::<Key>);

    Effect::new(move |before: Option<u32>| {
        let times = ui.view.focus.get();
        if times != before.unwrap_or(0) {
            // The window may only just have been opened.
            request_animation_frame(move || {
                if let Some(field) = field.try_get_untracked().flatten() {
                    let _ = field.focus();
                }
            });
        }
        times
    });

    let is_blank = move || text.with(|text| text.trim().is_empty());
    let disabled = move || ui.looks(|looks| looks.disabled);
    let send = move || {
        if disabled() {
            return;
        }
        let objections =
            [(picked.is_faulty(), Key::FileBlocks), (is_blank() && !picked.is_empty(), Key::FileNeedsText)];
        let found = objections.into_iter().find_map(|(applies, key)| applies.then_some(key));
        objection.set(found);
        if found.is_none() && !is_blank() {
            let text = text.try_update(std::mem::take).unwrap_or_default();
            ui.submit(text, picked.take());
        }
        ui.focus_field();
    };
    let on_key = move |event: KeyboardEvent| {
        // Safari ends a composition before it tells of the Enter that ended it; 229 gives that key away.
        let composing = event.is_composing() || event.key_code() == 229;
        if event.key() == "Enter" && !event.shift_key() && !composing {
            event.prevent_default();
            send();
        }
    };
    let on_pick = move |_| {
        if let Some(dialog) = dialog.try_get_untracked().flatten() {
            if let Some(files) = dialog.files() {
                picked.add(ui, (0..files.length()).filter_map(|at| files.get(at)));
            }
            // So that the same file can be picked again.
            dialog.set_value("");
        }
        objection.set(None);
        ui.focus_field();
    };
    let attach = move || {
        ui.looks(|looks| looks.allow_attachments).then(|| ui! {
            <input
                type="file" multiple hidden=true tabindex="-1" aria-hidden="true" accept=accepted()
                node_ref=dialog on:change=on_pick
            />
            <button
                type="button" part="attach" class="quiet" disabled=disabled aria-label=ui.text(Key::Attach) title=ui.text(Key::Attach)
                on:click=move |_| {
                    if let Some(dialog) = dialog.try_get_untracked().flatten() {
                        dialog.click();
                    }
                }
            >
                {icon(icons::CLIP)}
            </button>
        })
    };
    let objection_text = move || objection.get().map(|key| ui.text(key));
    ui! {
        <form
            part="composer" class="composer" hidden=move || ui.view.consent.with(Option::is_some)
            on:submit=move |event| {
                event.prevent_default();
                send();
            }
        >
            {picked_files(ui, picked)}
            <p part="objection" class="objection" role="alert" hidden=move || objection.get().is_none()>{objection_text}</p>
            <div part="line" class="line">
                {attach}
                // The field grows with a copy of its text: no layout has to be measured on a keystroke.
                <div part="grow" class="grow" data-text=move || text.get()>
                    <textarea
                        part="field" rows="1" enterkeyhint="send"
                        // The placeholder runs as the interface does, what is written as it does itself.
                        dir=move || text.with(|text| (!text.is_empty()).then_some("auto"))
                        aria-label=ui.text(Key::MessageField) placeholder=ui.text(Key::Placeholder)
                        node_ref=field disabled=disabled
                        prop:value=move || text.get()
                        on:input:target=move |event| {
                            text.set(event.target().value());
                            objection.set(None);
                        }
                        on:keydown=on_key
                    ></textarea>
                </div>
                <button
                    type="submit" part="send" class="send" disabled=disabled aria-label=ui.text(Key::Send) title=ui.text(Key::Send)
                    aria-disabled=move || if is_blank() { "true" } else { "false" }
                >
                    {icon(icons::SEND)}
                </button>
            </div>
        </form>
    }
}

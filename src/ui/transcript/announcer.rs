//! The live region: announces each event of the conversation once, in order.
//!
//! The transcript itself is not live: its rows are added and removed while the visitor scrolls, and rebuilt with every state
//! of a message.

use super::entry_text::{failure_text, message_text, notice_text};
use super::read_aloud::read_aloud;
use crate::chat::{DeliveryStatus, Entry, EntryKind, PositionsById, Reply};
use crate::event_loop::run_after;
use crate::i18n::Key;
use crate::markdown::{TextForm, plain_text};
use crate::text::{concat, fill};
use crate::ui::dom::{El, effect, el};
use crate::ui::state::Section;
use crate::ui::user_interface::Ui;
use std::cell::RefCell;
use std::sync::Arc;
use web_sys::Element;

/// Maximum number of announcements at once. If there are more, only the latest are made.
const MAX_ANNOUNCEMENTS: usize = 5;

/// How long announcements stay in the live region. Screen readers read them when they appear. If they stayed, visitors
/// would come across them at the end of the transcript.
const ANNOUNCEMENT_MS: u32 = 7_000;

/// Only the beginning of a longer text is announced. The transcript has the rest.
const MAX_ANNOUNCEMENT_BYTES: usize = 20_000;

/// The states of an entry that are announced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Sending,
    Complete,
    Failed,
}

fn stage(entry: &Entry) -> Stage {
    match &entry.kind {
        EntryKind::Outgoing(outgoing) => match outgoing.status {
            DeliveryStatus::Failed(_) => Stage::Failed,
            DeliveryStatus::Sent => Stage::Complete,
            _ => Stage::Sending,
        },
        EntryKind::Message(message) if matches!(message.reply, Reply::Failure(_)) => Stage::Failed,
        _ => Stage::Complete,
    }
}

/// The entries at the last announcement; `None` before the conversation is first shown.
#[derive(Default)]
struct Announced(Option<Vec<Arc<Entry>>>);

impl Announced {
    /// Replaces the entries and returns those that are new or have reached another stage.
    fn update(&mut self, entries: &[Arc<Entry>]) -> Vec<Arc<Entry>> {
        let Some(before) = self.0.replace(entries.to_vec()) else { return Vec::new() };
        // A long conversation changes at its end.
        let unchanged = before.iter().zip(entries).take_while(|(one, other)| Arc::ptr_eq(one, other)).count();
        let (before, entries) =
            (before.get(unchanged..).unwrap_or_default(), entries.get(unchanged..).unwrap_or_default());
        let positions = PositionsById::new(before);
        let known_stage = |id| positions.get(id).and_then(|at| before.get(at)).map(|entry| stage(entry));
        // Entries that are inserted above known ones are older messages.
        let first_new = entries.iter().rposition(|entry| known_stage(entry.id).is_some()).map_or(0, |index| index + 1);
        // A conversation that was restored from an earlier page is not announced.
        let is_restored = unchanged == 0 && first_new == 0 && entries.len() > MAX_ANNOUNCEMENTS;
        // The leader tab replaces this tab's provisional ids.
        let is_present = |id| entries.iter().any(|entry| entry.id == id);
        let mut replaced_ids = before.iter().filter(|entry| entry.id.is_provisional() && !is_present(entry.id)).count();
        let mut changed = Vec::new();
        for (index, entry) in entries.iter().enumerate() {
            let stage = stage(entry);
            let is_changed = match known_stage(entry.id) {
                Some(known) => known != stage,
                None if stage == Stage::Sending && replaced_ids > 0 => {
                    replaced_ids -= 1;
                    false
                }
                None => index >= first_new && !is_restored,
            };
            if is_changed {
                changed.push(entry.clone());
            }
        }
        changed.split_off(changed.len().saturating_sub(MAX_ANNOUNCEMENTS))
    }
}

/// The live region.
pub(super) fn announcer(ui: Ui) -> El {
    let region = el("div", &[("class", "visually-hidden"), ("aria-live", "polite"), ("aria-atomic", "false")]);
    let element = region.element().clone();
    let announced = RefCell::new(Announced::default());
    effect(Box::new(move || {
        let changed = ui.read(Section::Entries, |state| announced.borrow_mut().update(&state.entries));
        for entry in changed {
            announce(&element, &announcement(ui, &entry));
        }
    }));
    let element = region.element().clone();
    effect(Box::new(move || {
        if let Some(text) = ui.read(Section::Announcement, |state| state.announcement.clone()) {
            announce(&element, &text);
        }
    }));
    region
}

/// Appends a paragraph to the live region for a while.
fn announce(region: &Element, text: &str) {
    let text = text.get(..text.floor_char_boundary(MAX_ANNOUNCEMENT_BYTES)).unwrap_or_default();
    let paragraph = el("p", &[]).text(text).element().clone();
    let _ = region.append_child(&paragraph);
    run_after(ANNOUNCEMENT_MS, Box::new(move || paragraph.remove())).forget();
}

fn announcement(ui: Ui, entry: &Entry) -> String {
    let own = |text: &str| ui.text_with(Key::AnnounceOwn, "{text}", text);
    let failed =
        |text: &str, reason: &str| concat(&[&ui.text_with(Key::AnnounceFailed, "{text}", text), " – ", reason]);
    match &entry.kind {
        EntryKind::Outgoing(outgoing) => match &outgoing.status {
            DeliveryStatus::Failed(failure) => failed(&outgoing.text, &failure_text(ui, outgoing, failure)),
            DeliveryStatus::Sent => own(&outgoing.text),
            _ => ui.text(Key::Sending),
        },
        EntryKind::Message(message) if !message.is_from_bot() => own(&message.wire.content),
        EntryKind::Message(message) => {
            let can_read_aloud =
                ui.read_untracked(|state| state.appearance.read_aloud.is_some()) && !message.reply.is_failure();
            if can_read_aloud && let Some(text) = read_aloud(ui, entry.id, &message.wire.content, true) {
                return text;
            }
            let text = plain_text(&ui.parsed(entry.id, &message_text(ui, message)), TextForm::Text);
            match &message.reply {
                Reply::Failure(content) => failed(&content.text, &text),
                _ => fill(&ui.text_with(Key::AnnounceBot, "{name}", &ui.bot_name()), "{text}", &text),
            }
        }
        EntryKind::Notice(notice) => notice_text(ui, *notice),
    }
}

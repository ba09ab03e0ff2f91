//! What a screen reader says of the conversation: each thing once, in the order in which it happens.
//!
//! Not left to the transcript itself: its rows come and go with the reader, and change with each state of a message.

use crate::chat::{DeliveryStatus, Entry, EntryId, EntryKind, Reply};
use crate::i18n::Key;
use crate::markdown::plain_text;
use crate::ui::Ui;
use crate::ui::dom::{Markup, markup, watch};
use crate::ui::state::{Part, State};
use crate::ui::transcript::message_row::{notice_text, reason, said};
use std::cell::RefCell;
use std::sync::Arc;
use web_sys::Element;

/// Things said at once; of more, these are the newest. A reader has the rest in the transcript.
const MOST: usize = 5;

/// What there is to say of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Sending,
    Said,
    Failed,
}

fn stage(entry: &Entry) -> Stage {
    match &entry.kind {
        EntryKind::Outgoing(outgoing) => match outgoing.status {
            DeliveryStatus::Failed(_) => Stage::Failed,
            DeliveryStatus::Sent => Stage::Said,
            _ => Stage::Sending,
        },
        EntryKind::Message(message) if matches!(message.reply, Reply::Failure(_)) => Stage::Failed,
        _ => Stage::Said,
    }
}

/// The conversation of which all has been said.
#[derive(Default)]
struct Said(Option<Vec<Arc<Entry>>>);

impl Said {
    /// Entries of which there is something new to say.
    fn news(&mut self, entries: &[Arc<Entry>]) -> Vec<Arc<Entry>> {
        let Some(before) = self.0.replace(entries.to_vec()) else { return Vec::new() };
        // Most of a long conversation is as it was.
        let same = before.iter().zip(entries).take_while(|(one, other)| Arc::ptr_eq(one, other)).count();
        let (rest, entries) = (before.get(same..).unwrap_or_default(), entries.get(same..).unwrap_or_default());
        let mut known: Vec<(EntryId, Stage)> = rest.iter().map(|entry| (entry.id, stage(entry))).collect();
        known.sort_unstable_by_key(|(id, _)| *id);
        let before = |id| Some(known.get(known.binary_search_by_key(&id, |(id, _)| *id).ok()?)?.1);
        // What comes in above is older than what is there.
        let old = entries.iter().rposition(|entry| before(entry.id).is_some()).map_or(0, |at| at + 1);
        // Another page's conversation is not news.
        let is_other = same == 0 && old == 0 && entries.len() > MOST;
        // What this tab has shown gets another number from the tab that acts.
        let is_there = |id| entries.iter().any(|entry| entry.id == id);
        let mut renamed = known.iter().filter(|(id, _)| id.is_provisional() && !is_there(*id)).count();
        let mut news = Vec::new();
        for (at, entry) in entries.iter().enumerate() {
            let stage = stage(entry);
            let is_new = match before(entry.id) {
                Some(before) => before != stage,
                None if stage == Stage::Sending && renamed > 0 => {
                    renamed -= 1;
                    false
                }
                None => at >= old && !is_other,
            };
            if is_new {
                news.push(entry.clone());
            }
        }
        news.split_off(news.len().saturating_sub(MOST))
    }
}

/// The live region.
pub(in crate::ui) fn announcer(ui: Ui) -> Markup {
    let region = markup("div", "class=heard; aria-live=polite; aria-atomic=false");
    let place = region.element().clone();
    let heard = RefCell::new(Said::default());
    watch(Box::new(move || {
        let news = ui.0.see(Part::Entries, |state| heard.borrow_mut().news(&state.entries));
        for entry in news {
            say(&place, &words(ui, &entry));
        }
    }));
    let place = region.element().clone();
    watch(Box::new(move || {
        if let Some(words) = ui.0.see(Part::Said, |state| state.said.clone()) {
            say(&place, &words);
        }
    }));
    region
}

/// Puts a line into the live region; what is old enough to have been read goes.
fn say(place: &Element, words: &str) {
    let _ = place.append_child(markup("p", "").text(words).element());
    if place.child_element_count() > MOST as u32
        && let Some(oldest) = place.first_element_child()
    {
        oldest.remove();
    }
}

fn words(ui: Ui, entry: &Entry) -> String {
    let own = |text: &str| ui.fill(Key::AnnounceOwn, "{text}", text);
    let failed = |text: &str, reason: &str| [&ui.fill(Key::AnnounceFailed, "{text}", text), " – ", reason].concat();
    match &entry.kind {
        EntryKind::Outgoing(outgoing) => match &outgoing.status {
            DeliveryStatus::Failed(failure) => failed(&outgoing.text, &reason(ui, outgoing, failure)),
            DeliveryStatus::Sent => own(&outgoing.text),
            _ => ui.text(Key::Sending),
        },
        EntryKind::Message(message) if !message.is_from_bot() => own(&message.wire.content),
        EntryKind::Message(message) => {
            let text = plain_text(&ui.0.parsed(entry.id, &said(ui, message)), false);
            match &message.reply {
                Reply::Failure(question) => failed(&question.text, &text),
                _ => ui.fill(Key::AnnounceBot, "{name}", &ui.bot_name()).replace("{text}", &text),
            }
        }
        EntryKind::Notice(notice) => ui.text(notice_text(*notice)),
    }
}

impl State {
    /// What the bot is called, if it has a name.
    pub(in crate::ui) fn bot_name(&self) -> Option<String> {
        let names = [self.looks.header_text.as_ref(), Some(&self.status.chatbot_name)];
        names.into_iter().flatten().find(|name| !name.is_empty()).cloned()
    }
}

impl Ui {
    /// Has something said that is not in the conversation.
    pub(in crate::ui) fn announce(self, words: &str) {
        self.0.change(Part::Said, |state| state.said = Some(words.to_owned()));
    }

    /// What the conversation is called.
    pub(in crate::ui) fn title(self) -> String {
        self.0.peek(State::bot_name).unwrap_or_else(|| self.text(Key::Title))
    }

    /// What the bot is called, or that it is one.
    pub(in crate::ui) fn bot_name(self) -> String {
        self.0.peek(State::bot_name).unwrap_or_else(|| self.text(Key::Bot))
    }
}

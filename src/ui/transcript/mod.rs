//! The conversation as it can be read.
//!
//! However long it is, only some of it is in the page: a stretch of rows that moves with the reader. Rows come and go far
//! outside of what can be seen, and what can be seen stays where it is.

mod announcer;
mod copy;
pub(super) mod export;
mod message_row;
mod welcome;

use crate::chat::{Entry, EntryKind, Message};
use crate::i18n::Key;
use crate::ui::Ui;
use crate::ui::dom::{ItemKey, Markup, markup, watch};
use crate::ui::format;
use crate::ui::icons::{self, icon};
use crate::ui::markdown_view as markdown;
use crate::ui::state::{Part, Status};
use crate::ui::transcript::announcer::announcer;
use crate::ui::transcript::copy::copy_code;
use crate::ui::transcript::message_row::bubble;
use crate::ui::transcript::welcome::{starters, welcome};
use leptos::prelude::*;
use std::cell::Cell;
use std::sync::Arc;
use std::time::Duration;
use wasm_bindgen::prelude::*;
use web_sys::{Element, Event, HtmlElement, KeyboardEvent, ResizeObserver};

/// Pixels from the bottom at which a reader counts as being there.
const NEAR: i32 = 80;
/// Rows that are made before anything is seen: enough for a screen.
const FIRST: usize = 16;
/// Rows that are left when it has become too many.
const FEW: usize = 40;
/// Most rows that are in the page, but for a reader who is selecting text.
const MANY: usize = 100;
/// Between the first rows and the next, so that what is seen is seen soon.
const PAUSE: Duration = Duration::from_millis(60);
/// Screens of rows that are to be above and below what is seen.
const AHEAD: i32 = 2;

/// The rows that are in the page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Stretch {
    /// The first of them.
    pub(super) from: usize,
    /// The one after the last; `None` for all there are, also later.
    pub(super) to: Option<usize>,
}

/// The list and where the reader is in it.
#[derive(Clone)]
struct List {
    ui: Ui,
    element: Element,
}

/// The list, and what stands over it.
pub(super) fn transcript(ui: Ui) -> Vec<Markup> {
    // What is new is said by the announcer.
    let log = markup("div", "part=transcript; class=transcript; role=log; tabindex=0; aria-live=off")
        .set("aria-label", &ui.text(Key::Log));
    let list = List { ui, element: log.element().clone() };
    follow_conversation(ui, list.clone());
    keep_at_end(list.clone());

    let status = move |read: fn(&Status) -> bool| ui.0.see(Part::Status, |state| read(&state.status));
    let typing = move || {
        let otherwise = || ui.text(if status(|status| status.is_slow) { Key::NoticeStillWaiting } else { Key::Typing });
        let given = || ui.looks(|looks| looks.typing_indicator_text.clone());
        ui.0.see(Part::Status, |state| state.status.progress.clone()).or_else(given).unwrap_or_else(otherwise)
    };
    let greets = move || {
        !ui.has_entries()
            && ui.looks(|looks| {
                looks.welcome_messages.is_empty() && looks.starter_questions.is_empty() && !looks.disabled
            })
    };
    let dots = markup("span", "part=dots; class=dots; aria-hidden=true");
    let dots = dots.add_all((0..3).map(|_| markup("i", "")));
    let keys = move || {
        ui.0.track(Part::Stretch);
        ui.0.see(Part::Entries, |state| {
            let (entries, Stretch { from, to }) = (&state.entries, state.stretch);
            let shown = entries.get(from..to.unwrap_or(entries.len()).min(entries.len())).unwrap_or_default();
            let mut day = entries.get(..from).and_then(|before| before.iter().rev().find_map(|entry| day_of(entry)));
            // A conversation of today needs no day above it.
            day = day.or_else(|| (from == 0).then(format::today));
            let key = |entry: &Arc<Entry>| {
                let own = day_of(entry);
                let age = match own.filter(|_| own != day).map(|own| format::today() - own) {
                    None => 0,
                    Some(..=0) => 1,
                    Some(1) => 2,
                    Some(_) => 3,
                };
                day = own.or(day);
                (entry.id.0.into(), u64::from(entry.revision) << 2 | age)
            };
            shown.iter().map(key).collect()
        })
    };
    let make = move |(id, how): ItemKey| {
        let entry = ui.0.peek(|state| state.entries.iter().rev().find(|entry| u64::from(entry.id.0) == id).cloned());
        let Some(entry) = entry else { return markup("p", "") };
        let row = bubble(ui, &entry);
        if how & 3 > 0 { row.add_first(&day_line(ui, &entry)) } else { row }
    };
    let (place, scrolled, keys_of, list) = (list.clone(), list.clone(), list.clone(), list);
    let log = log
        .on("scroll", move |_| scrolled.moved())
        .on("keydown", move |event| keys_of.jump(&event))
        .on("click", move |event| press(ui, &event))
        .add(
            &markup("p", "part=greeting; class=greeting")
                .text(&ui.text(Key::Greeting))
                .flag("hidden", move || !greets()),
        )
        .children(welcome(ui))
        .list(keys, make, move |put| place.steadily(put))
        .add(
            &markup("div", "part=typing; class=typing")
                .flag("hidden", move || !status(|status| status.is_waiting))
                .add(&dots)
                .add(&markup("span", "part=progress-text; dir=auto").says(typing)),
        )
        .children(starters(ui))
        .add(&announcer(ui));
    vec![log, newest_button(ui, list)]
}

fn when(entry: &Entry) -> Option<JsValue> {
    match &entry.kind {
        EntryKind::Message(message) => Some(message.wire.created_at.as_str().into()),
        EntryKind::Outgoing(outgoing) => Some(outgoing.written_at.into()),
        EntryKind::Notice(_) => None,
    }
}

fn day_of(entry: &Entry) -> Option<i32> {
    format::day(&when(entry)?)
}

/// Above the first message of a day.
fn day_line(ui: Ui, entry: &Entry) -> Markup {
    let day = when(entry).map(|when| format::day_in_words(&when, ui.language().as_deref()));
    markup("div", "part=day; class=day").text(&day.unwrap_or_default())
}

/// Buttons within messages.
fn press(ui: Ui, event: &Event) {
    let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
    let within = |selector| target.closest(selector).ok().flatten();
    if let Some(button) = within(".copy-code") {
        copy_code(ui, &button);
    } else if let Some(button) = within(".show-picture") {
        event.prevent_default();
        markdown::show_picture(&button);
    }
}

/// Leads back to the end, and says what has come there meanwhile.
fn newest_button(ui: Ui, list: List) -> Markup {
    let count = move || ui.0.see(Part::Reading, |state| state.unseen);
    let words = move || {
        let count = count();
        if count == 0 { ui.text(Key::Newest) } else { ui.count(Key::NewMessage, Key::NewMessages, count) }
    };
    let button = markup("button", "type=button; part=newest; class=newest")
        .bind("title", move || Some(words()))
        .bind("aria-label", move || Some(words()))
        .flag("hidden", move || !ui.0.see(Part::Reading, |state| state.is_away))
        .on("click", move |_| list.to_end())
        .add(&icon(icons::DOWN))
        .add(&markup("span", "").says(move || if count() == 0 { String::new() } else { words() }));
    markup("div", "class=newest-place").add(&button)
}

/// The view follows the conversation only while the reader is at its end, or has just written something.
fn follow_conversation(ui: Ui, list: List) {
    let (count, newest) = (Cell::new(None), Cell::new(None));
    watch(Box::new(move || {
        let (now, own) = ui.0.see(Part::Entries, |state| {
            (state.entries.len(), state.entries.last().is_some_and(|entry| entry.outgoing().is_some()))
        });
        let open = ui.0.see(Part::Open, |state| state.is_open);
        ui.0.track(Part::Status);
        let before = count.replace(Some(now));
        let has_written = own && before.is_some_and(|before| now > before);
        // Another conversation, or as much of this one as there was on the last page.
        let is_other = before.is_none_or(|before| now < before || (before == 0 && now > FEW));
        let last = newest.replace(ui.0.peek(|state| state.entries.last().map(|entry| entry.id)));
        if is_other {
            list.note_place(true);
        }
        // What is behind the one that was the last: earlier ones may have come as well.
        let is_new = |entry: &&Arc<Entry>| Some(entry.id) != last;
        let is_bots = |entry: &&Arc<Entry>| entry.message().is_some_and(Message::is_from_bot);
        // A visitor who has waited reads the answers that have come together from their beginning.
        let together = ui.0.peek(|state| state.entries.iter().rev().take_while(is_new).take_while(is_bots).count());
        let mut are_others = false;
        if is_other || has_written || list.is_at_end() {
            are_others = list.show_end(now, is_other);
        } else if last != newest.get() {
            let come = ui.0.peek(|state| state.entries.iter().rev().take_while(is_new).filter(is_bots).count());
            ui.0.change(Part::Reading, |state| state.unseen += come);
        }
        if open && (list.is_at_end() || has_written) {
            let list = list.clone();
            let top = list.element.scroll_top();
            request_animation_frame(move || {
                // Who has begun to scroll up meanwhile is not held. Where rows have gone, all that is left is further up.
                if has_written || are_others || list.element.scroll_top() >= top {
                    list.follow(if is_other { 1 } else { together.max(1) });
                }
            });
        }
    }));
}

/// The list shrinks when the field grows or a keyboard appears; who was at the end stays there.
fn keep_at_end(list: List) {
    let element = list.element.clone();
    let resized = Closure::<dyn Fn()>::new(move || {
        if list.is_at_end() {
            list.element.set_scroll_top(list.element.scroll_height());
        }
    });
    if let Ok(observer) = ResizeObserver::new(resized.as_ref().unchecked_ref()) {
        observer.observe(&element);
        let observer = StoredValue::new_local((observer, resized));
        on_cleanup(move || {
            observer.try_with_value(|(observer, _)| observer.disconnect());
        });
    }
}

impl List {
    /// Whether the reader is at the end.
    fn is_at_end(&self) -> bool {
        self.ui.0.peek(|state| !state.is_away)
    }

    /// Where the reader is now.
    fn note_place(&self, is_at_end: bool) {
        if self.ui.0.peek(|state| state.is_away == is_at_end) {
            self.ui.0.change(Part::Reading, |state| {
                state.is_away = !is_at_end;
                state.unseen = 0;
            });
        }
    }

    /// The reader wants to see the newest message.
    fn to_end(&self) {
        self.show_end(self.ui.0.peek(|state| state.entries.len()), false);
        self.element.set_scroll_top(self.element.scroll_height());
        // The button that had the focus goes.
        let _ = self.element.unchecked_ref::<HtmlElement>().focus();
        self.note_place(true);
    }

    fn below(&self) -> i32 {
        self.element.scroll_height() - self.element.scroll_top() - self.element.client_height()
    }

    /// Puts the last of so many rows into the page, and no more than there may be; `in_steps` where none can be seen yet.
    /// Answers whether they are others than before.
    fn show_end(&self, count: usize, in_steps: bool) -> bool {
        let now = self.ui.0.peek(|state| state.stretch);
        let (most, few) = if in_steps { (FIRST, FIRST) } else { (MANY, FEW) };
        let is_enough = now.to.is_none() && now.from <= count && count - now.from <= most;
        if is_enough || is_selecting() {
            return false;
        }
        self.show(Stretch { from: count.saturating_sub(few), to: None });
        if in_steps {
            self.fill_soon();
        }
        true
    }

    fn fill_soon(&self) {
        let list = self.clone();
        set_timeout(move || list.fill(), PAUSE);
    }

    /// What is above the rows that were made first, some at a time.
    fn fill(&self) {
        let (count, Stretch { from, to }) = self.ui.0.peek(|state| (state.entries.len(), state.stretch));
        let enough = count.saturating_sub(2 * FEW);
        if to.is_none() && from > enough {
            self.show(Stretch { from: from.saturating_sub(FIRST).max(enough), to });
            self.fill_soon();
        }
    }

    /// The reader is elsewhere now.
    fn moved(&self) {
        let Stretch { from, to } = self.ui.0.peek(|state| state.stretch);
        self.note_place(to.is_none() && self.below() < NEAR);
        let count = self.ui.0.peek(|state| state.entries.len());
        let margin = AHEAD * self.element.client_height();
        let end = to.unwrap_or(count).min(count);
        let next = if self.element.scroll_top() < margin && from > 0 {
            let from = from.saturating_sub(FEW / 2);
            let to = if is_selecting() { end } else { end.min(from + MANY) };
            Stretch { from, to: (to < count).then_some(to) }
        } else if self.below() < margin && end < count {
            let to = (end + FEW / 2).min(count);
            let from = if is_selecting() { from } else { from.max(to.saturating_sub(MANY)) };
            Stretch { from, to: (to < count).then_some(to) }
        } else {
            return;
        };
        self.show(next);
    }

    /// To the first or the last message of all: the browser knows only those that are in the page.
    fn jump(&self, event: &Event) {
        let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
        let (count, now) = self.ui.0.peek(|state| (state.entries.len(), state.stretch));
        match event.key().as_str() {
            // These mean something else.
            _ if event.shift_key() || event.alt_key() => {}
            "Home" if is_selecting() => self.show(Stretch { from: 0, ..now }),
            "Home" => self.show(Stretch { from: 0, to: (FEW < count).then_some(FEW) }),
            "End" if is_selecting() => self.show(Stretch { to: None, ..now }),
            "End" => drop(self.show_end(count, false)),
            _ => {}
        }
    }

    fn show(&self, stretch: Stretch) {
        self.ui.0.change(Part::Stretch, |state| state.stretch = stretch);
    }

    /// Changes rows without moving those that are seen.
    fn steadily(&self, change: &dyn Fn()) {
        let rows = self.element.query_selector_all(":scope > .row");
        let top = |element: &Element| element.get_bounding_client_rect().top();
        let list_top = top(&self.element);
        let seen = rows.ok().and_then(|rows| {
            let mut rows = (0..rows.length()).filter_map(|at| rows.get(at)?.dyn_into::<Element>().ok());
            rows.find(|row| row.get_bounding_client_rect().bottom() > list_top)
        });
        let before = seen.as_ref().map(top);
        change();
        if let (Some(seen), Some(before)) = (seen, before)
            && seen.is_connected()
        {
            let moved = (top(&seen) - before).round() as i32;
            if moved != 0 {
                self.element.set_scroll_top(self.element.scroll_top() + moved);
            }
        }
    }

    /// To the end, but no further than the start of the last rows, so many of them: a long answer is read from its start.
    fn follow(&self, rows: usize) {
        let list = &self.element;
        let end = list.scroll_height() - list.client_height();
        let newest = [":scope > .row:nth-last-child(", &rows.to_string(), " of .row)"].concat();
        let newest = list.query_selector(&newest).ok().flatten();
        let start = newest.filter(|newest| newest.class_list().contains("bot")).map(|newest| {
            let above = newest.get_bounding_client_rect().top() - list.get_bounding_client_rect().top();
            list.scroll_top() + above as i32 - 12
        });
        list.set_scroll_top(start.map_or(end, |start| start.min(end)));
    }
}

/// Whether the reader has selected something: then no row goes that may be a part of it.
fn is_selecting() -> bool {
    let selection = window().get_selection().ok().flatten();
    selection.is_some_and(|selection| selection.type_() == "Range")
}

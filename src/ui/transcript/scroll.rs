//! Scrolling and virtualization of the transcript.
//!
//! The DOM contains only the rows of the rendered range, which moves with the visitor. Rows are added and removed far outside
//! of the viewport, and those in the viewport keep their place. A selection lasts as long as its rows.

use crate::event_loop::{run_after, run_in_next_frame};
use crate::text::{concat, decimal};
use crate::ui::key_events::key_of;
use crate::ui::state::Section;
use crate::ui::transcript::rendered_range::{MAX_RENDERED_ENTRIES, RenderedRange};
use crate::ui::user_interface::Ui;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, KeyboardEvent, Node};

/// The visitor is at the end if no more than this is hidden below the viewport.
const BOTTOM_THRESHOLD_PX: i32 = 80;
/// Rows that are rendered first: enough for a screen.
const INITIAL_ROWS: usize = 16;
/// Rows that are rendered when the visitor jumps to an end of the conversation.
pub(super) const JUMP_ROWS: usize = 40;
/// Rows that are added when the visitor comes close to an end of the rendered range.
const ADDED_ROWS: usize = JUMP_ROWS / 2;
/// Delay between the initial rows and the rows above them, so that the browser can paint.
const FILL_DELAY_MS: u32 = 60;
/// Screens of rows to keep above and below the viewport.
const OVERSCAN_SCREENS: i32 = 2;
/// A position below the last row. The largest integers overflow in Firefox, which scrolls to the top.
const BOTTOM_PX: i32 = 10_000_000;
/// Space above a long answer that is shown from its start.
const ANSWER_MARGIN_PX: i32 = 12;

/// The scroll container of the transcript.
#[derive(Clone)]
pub(super) struct ScrollView {
    ui: Ui,
    element: Element,
    /// The position at the last scroll event, or after the last change of the list's size.
    last_top: Rc<Cell<i32>>,
}

impl ScrollView {
    pub(super) fn new(ui: Ui, element: Element) -> Self {
        Self { ui, element, last_top: Rc::default() }
    }

    /// The scroll container.
    pub(super) fn element(&self) -> &Element {
        &self.element
    }

    /// Whether the visitor is at the end.
    pub(super) fn is_at_end(&self) -> bool {
        self.ui.read_untracked(|state| !state.is_scrolled_up)
    }

    /// Updates whether the visitor is at the end.
    pub(super) fn set_at_end(&self, is_at_end: bool) {
        if self.ui.read_untracked(|state| state.is_scrolled_up == is_at_end) {
            self.ui.update(Section::ReadingPosition, |state| {
                state.is_scrolled_up = !is_at_end;
                state.unseen_messages = 0;
            });
        }
    }

    /// Scrolls to the latest message and moves the focus to the transcript.
    pub(super) fn scroll_to_latest(&self) {
        self.render_end(self.count(), false);
        self.set_at_end(true);
        self.scroll_when_rendered(BOTTOM_PX);
        // The button that was pressed is about to be hidden.
        let _ = self.element.unchecked_ref::<HtmlElement>().focus();
    }

    /// Scrolls to a position after the rows of a new rendered range have been rendered.
    fn scroll_when_rendered(&self, top: i32) {
        let view = self.clone();
        run_in_next_frame(Box::new(move || {
            view.element.set_scroll_top(top);
            view.update_at_end();
        }));
    }

    /// Scrolls to the bottom of the rendered rows.
    pub(super) fn scroll_to_bottom(&self) {
        self.element.set_scroll_top(BOTTOM_PX);
    }

    /// Stays at the end when the size of the list has changed.
    pub(super) fn on_resize(&self) {
        if self.is_at_end() && self.count() > 0 {
            self.scroll_to_bottom();
        }
        // A taller list can end at a smaller position: in that case the visitor has not scrolled up.
        self.last_top.set(self.element.scroll_top());
    }

    /// Scrolls to the end, but not past the start of the last `rows` rows if they are the bot's: a long answer is read from
    /// its start.
    pub(super) fn scroll_to_last_rows(&self, rows: usize) {
        let list = &self.element;
        let end = list.scroll_height() - list.client_height();
        let selector = concat(&[":scope > .row:nth-last-child(", &decimal(rows as u64), " of .row)"]);
        let first = list.query_selector(&selector).ok().flatten();
        let start = first.filter(|row| row.matches(".bot").unwrap_or_default()).map(|row| {
            let offset = row.get_bounding_client_rect().top() - list.get_bounding_client_rect().top();
            list.scroll_top() + offset as i32 - ANSWER_MARGIN_PX
        });
        list.set_scroll_top(start.map_or(end, |start| start.min(end)));
        // Before the resize observer reports a scrollbar that has appeared: the scroll event comes after it.
        self.update_at_end();
    }

    /// Renders the last of `count` entries. With `is_new_conversation`, starts with a screen of rows and adds the others
    /// later.
    pub(super) fn render_end(&self, count: usize, is_new_conversation: bool) {
        let (max_rows, rows) =
            if is_new_conversation { (INITIAL_ROWS, INITIAL_ROWS) } else { (MAX_RENDERED_ENTRIES, JUMP_ROWS) };
        let RenderedRange { from, to } = self.range();
        if to.is_some() || from > count || count - from > max_rows {
            self.set_rendered_range(count.saturating_sub(rows), None);
            if is_new_conversation {
                self.schedule_fill();
            }
        }
    }

    /// Renders rows above the first one soon, if the end of the conversation has too few.
    pub(super) fn schedule_fill(&self) {
        let view = self.clone();
        run_after(FILL_DELAY_MS, Box::new(move || view.fill())).forget();
    }

    /// Adds rows above the initial ones, a few at a time.
    fn fill(&self) {
        let RenderedRange { from, to } = self.range();
        let target = self.count().saturating_sub(2 * JUMP_ROWS);
        if to.is_none() && from > target {
            self.set_rendered_range(from.saturating_sub(INITIAL_ROWS).max(target), to);
            self.schedule_fill();
        }
    }

    fn update_at_end(&self) {
        let is_at_end = self.range().to.is_none() && self.hidden_below() < BOTTOM_THRESHOLD_PX;
        // In an empty conversation there is no latest message to go to.
        self.set_at_end(is_at_end || self.count() == 0);
    }

    /// Moves the rendered range after the visitor has scrolled.
    pub(super) fn on_scroll(&self) {
        let top = self.element.scroll_top();
        // More is also hidden below after the list has shrunk or a message was added, but then the list soon scrolls to
        // the end. Only a visitor who scrolls up leaves the end.
        if top < self.last_top.replace(top) || !self.is_at_end() {
            self.update_at_end();
        }
        let (count, RenderedRange { from, to }) = (self.count(), self.range());
        let (above, below, height) = (self.element.scroll_top(), self.hidden_below(), self.element.client_height());
        // On a tall screen, rows that are added at one end must not bring the other end close.
        let overscan = (OVERSCAN_SCREENS * height).min((above + below) / 4);
        let end = to.unwrap_or(count).min(count);
        if above <= overscan && from > 0 {
            let from = from.saturating_sub(ADDED_ROWS);
            let to = end.min(from + MAX_RENDERED_ENTRIES);
            self.set_rendered_range(from, (to < count).then_some(to));
        } else if below <= overscan && end < count {
            let to = (end + ADDED_ROWS).min(count);
            self.set_rendered_range(from.max(to.saturating_sub(MAX_RENDERED_ENTRIES)), (to < count).then_some(to));
        }
    }

    /// Scrolls to the first or last message. The browser would only scroll to rows in the DOM.
    pub(super) fn on_keydown(&self, event: &Event) {
        let key: &KeyboardEvent = event.unchecked_ref();
        // Shift extends the selection, and Alt+Home opens the browser's home page.
        if key.shift_key() || key.alt_key() {
            return;
        }
        let count = self.count();
        let top = match key_of(event).as_str() {
            "Home" => {
                // Until the frame in which the position changes, a new message must not scroll back to the end.
                self.set_at_end(false);
                self.set_rendered_range(0, (JUMP_ROWS < count).then_some(JUMP_ROWS));
                0
            }
            "End" => {
                self.render_end(count, false);
                BOTTOM_PX
            }
            _ => return,
        };
        event.prevent_default();
        self.scroll_when_rendered(top);
    }

    fn count(&self) -> usize {
        self.ui.read_untracked(|state| state.entries.len())
    }

    fn range(&self) -> RenderedRange {
        self.ui.read_untracked(|state| state.rendered_range)
    }

    fn hidden_below(&self) -> i32 {
        self.element.scroll_height() - self.element.scroll_top() - self.element.client_height()
    }

    fn set_rendered_range(&self, from: usize, to: Option<usize>) {
        self.ui.update(Section::RenderedRange, |state| state.rendered_range = RenderedRange { from, to });
    }

    /// Changes rows without moving those in the viewport. The focus stays in the transcript if its row is removed.
    pub(super) fn preserve_scroll_position(&self, change: &dyn Fn()) {
        let rows = self.element.query_selector_all(":scope > .row");
        let top = |element: &Element| element.get_bounding_client_rect().top();
        let viewport_top = top(&self.element);
        let anchor = rows.ok().and_then(|rows| {
            let mut rows = (0..rows.length()).filter_map(|index| rows.get(index).map(Node::unchecked_into::<Element>));
            rows.find(|row| row.get_bounding_client_rect().bottom() > viewport_top)
        });
        let before = anchor.as_ref().map(top);
        let has_focus = || self.element.matches(":focus-within").unwrap_or_default();
        let had_focus = has_focus();
        change();
        if had_focus && !has_focus() {
            let _ = self.element.unchecked_ref::<HtmlElement>().focus();
        }
        if let (Some(anchor), Some(before)) = (anchor, before)
            && anchor.is_connected()
        {
            let shift = (top(&anchor) - before).round() as i32;
            if shift != 0 {
                self.element.set_scroll_top(self.element.scroll_top() + shift);
            }
        }
    }
}

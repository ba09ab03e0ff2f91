//! How the executor responds to the page: visibility, connectivity, and the back/forward cache.

use super::executor::Executor;
use super::page_events::{self, PageEvent, page_state};
use crate::chat::Event;
use crate::event_loop::run_after;
use std::rc::Rc;

/// Milliseconds after `beforeunload` within which the browser leaves the page, if it does.
const LEAVING_MS: u32 = 2_000;

impl Executor {
    pub(super) fn listen_to_page(self: &Rc<Self>) {
        // The page may have been opened offline or in the background.
        self.report_page_state();
        *self.listeners.borrow_mut() = page_events::listen(Rc::new(self.callback(Self::on_page_event)));
    }

    fn on_page_event(self: &Rc<Self>, event: PageEvent) {
        match event {
            PageEvent::VisibilityChanged => self.report_page_state(),
            PageEvent::Online(is_online) => self.handle(Event::OnlineChanged(is_online)),
            PageEvent::Leaving => self.prepare_to_leave(),
            PageEvent::Frozen => self.freeze(),
            PageEvent::Restored => {
                self.open_channel();
                self.when_storage_loaded(Box::new(Self::report_page_state));
            }
        }
    }

    /// Reports connectivity and visibility. No events are dispatched to a frozen page.
    fn report_page_state(self: &Rc<Self>) {
        let (is_online, is_visible) = page_state();
        self.handle(Event::OnlineChanged(is_online));
        self.handle(Event::VisibilityChanged(is_visible));
    }

    /// Gives up leadership, and takes it back if the visitor does not leave the page, but has started a download or
    /// stays after all. Firefox decides whether a page enters the back/forward cache before it dispatches `pagehide`.
    fn prepare_to_leave(self: &Rc<Self>) {
        if self.tab.borrow().conversation().can_hand_over() {
            self.freeze();
            let resume = self.callback(|executor, ()| executor.on_page_event(PageEvent::Restored));
            run_after(LEAVING_MS, Box::new(move || resume(()))).forget();
        }
    }

    /// Gives up leadership before the page enters the back/forward cache. An open channel or a lock keeps pages out of it.
    fn freeze(self: &Rc<Self>) {
        self.when_storage_loaded(Box::new(|executor| {
            executor.handle(Event::VisibilityChanged(false));
            executor.handle(Event::LeadershipLost);
        }));
        self.channel.close();
        self.lock.release();
    }
}

//! Whether the visitor sees the conversation, and how many messages are unread.

/// The state of the window and the page, and the number of unread messages.
#[derive(Debug)]
pub(crate) struct Presence {
    pub(crate) is_open: bool,
    pub(crate) is_visible: bool,
    pub(crate) unread: u32,
}

impl Presence {
    pub(crate) fn new() -> Self {
        Self { is_open: false, is_visible: true, unread: 0 }
    }

    /// A message from the bot has arrived.
    pub(crate) fn on_received(&mut self) {
        self.unread += u32::from(!self.is_open);
    }

    /// `true` if there were unread messages.
    pub(crate) fn mark_read(&mut self) -> bool {
        std::mem::take(&mut self.unread) > 0
    }
}

//! The events for the page's own code.

use crate::api::WireMessage;

/// An event for the page's own code.
#[derive(Debug, Clone, PartialEq)]
pub enum PublicEvent {
    /// A session with this id has been started.
    SessionStarted(String),
    /// The session with this id accepts no more messages.
    SessionEnded(String),
    /// The server has accepted a message.
    MessageSent {
        /// The text.
        text: String,
        /// The id of the session.
        session: String,
    },
    /// A new message from the bot has arrived.
    MessageReceived {
        /// The message.
        message: WireMessage,
        /// The id of the session; empty if it is over.
        session: String,
    },
}

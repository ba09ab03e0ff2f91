//! What the `open-chat-studio-widget` left in a visitor's browser, read as a conversation of ours.

use super::entry::{Entry, EntryId, EntryKind, Message, Reply};
use super::record::Head;
use super::session::Session;
use crate::api::{Role, SessionCredentials, WireMessage};
use std::sync::Arc;

/// The values of its `ocs-chat-*-<chatbot>` keys.
#[derive(Debug, Clone, PartialEq)]
pub struct Incumbent {
    /// Id of the session.
    pub session: String,
    /// Its token, where it has one.
    pub token: Option<String>,
    /// All messages that it showed.
    pub messages: Vec<WireMessage>,
    /// Visitor's clock at the last change, milliseconds since 1970; 0 if unknown.
    pub activity: f64,
}

impl Incumbent {
    /// The same as a conversation. The history, read anew from its start, confirms what is in it.
    #[must_use]
    pub fn into_head(self) -> Head {
        let mut has_asked = false;
        // What it had to say itself is not part of the conversation.
        let said = self.messages.into_iter().filter(|message| message.role != Role::System);
        let entries = said.enumerate().map(|(number, mut wire)| {
            has_asked |= wire.role == Role::User;
            let reply = if has_asked && wire.role != Role::User { Reply::Answer } else { Reply::Unknown };
            if !has_asked {
                // A greeting that the server never sent: its time is made up.
                wire.created_at.clear();
            }
            let id = EntryId(u32::try_from(number).unwrap_or(u32::MAX).saturating_add(1));
            let kind = EntryKind::Message(Message { wire, in_history: false, reply });
            Arc::new(Entry { id, revision: 0, kind })
        });
        let entries = entries.collect();
        let credentials = SessionCredentials { session: self.session, token: self.token };
        Head { session: Some(Session::new(credentials)), entries, saved_at: self.activity, ..Head::current() }
    }
}

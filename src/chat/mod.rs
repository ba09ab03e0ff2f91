//! The conversation: a pure state machine.
//!
//! [`Tab::handle`] takes an [`Event`] and the time, and returns [`Effect`]s. It has no clock, no browser, no I/O, and no
//! randomness except a seed, so that all decisions of the chat are tested natively (`tests/simulation`). The platform
//! carries out the effects and reports the results as events. The user interface reads [`Conversation`].
//!
//! These rules always hold:
//!
//! 1. The visitor's messages never vanish.
//! 2. The server's messages are shown exactly once and in the server's order.
//! 3. Nothing is sent twice unless the visitor asks for it.
//! 4. The load on the server stays low.
//! 5. The conversation continues when a session expires or ends.
//! 6. A new page continues from the stored state.
//! 7. Each download ends.
//!
//! - `model`: data without decisions: entries, events, effects, records
//! - `transcript`: the order of entries, and the search for the entry that shows a message of the server
//! - `timing`: intervals, backoff, and the estimate of the bot's latency
//! - `conversation`: the state machine
//! - `tabs`: leader and followers
//! - `files`: ids and limits of the visitor's files

mod conversation;
mod files;
mod model;
mod tabs;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
mod timing;
mod transcript;

pub use conversation::{Connection, Conversation};
pub use files::ids::FileIdGenerator;
pub use files::limits::{ACCEPTED_EXTENSIONS, MAX_FILE_BYTES, MAX_FILES, validate_file};
pub use files::names::{split_name, visible_name};
pub use model::effect::{DownloadId, DownloadOutcome, Effect, RequestId};
pub use model::entry::{
    AttachedFile, DeliveryStatus, Entry, EntryId, EntryKind, FileId, Message, Notice, Outgoing, Progress, Reply,
    ResendContent,
};
pub use model::event::Event;
pub use model::failure::Failure;
pub use model::intent::{ForwardedIntent, Intent, IntentId};
pub use model::legacy_widget::LegacyWidgetState;
pub use model::public_event::PublicEvent;
pub use model::record::{ChunkId, Head, Record, StoredConversation};
pub use model::session::Session;
pub use model::tab_message::TabMessage;
pub use model::time::{Millis, Now};
pub use tabs::tab::{ConversationOptions, Tab};
pub use transcript::by_id::PositionsById;

//! The conversation: a pure state machine.
//!
//! [`Conversation::handle`] takes what happened and the time, and answers with what is to be done. It has no clock, no
//! browser and no I/O, and no randomness but a seed, so that everything hard about a chat client can be decided, and
//! tested, natively. The shell carries out the effects and reports back with events; the user interface reads
//! [`Conversation::entries`] and a few questions beside it.
//!
//! What it keeps, whatever happens:
//!
//! 1. What the visitor has sent never vanishes.
//! 2. What the server said is shown exactly once and in the server's order.
//! 3. Nothing is sent twice without the visitor asking.
//! 4. The server is treated kindly.
//! 5. A session that expires or ends is a step in the conversation, not its loss.
//! 6. A new instance goes on from what was stored.

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
pub use model::effect::{Effect, PublicEvent, RequestId};
pub use model::entry::{
    AttachedFile, DeliveryStatus, Entry, EntryId, EntryKind, Failure, FileId, Message, Notice, Outgoing, Progress,
    Question, Reply,
};
pub use model::event::Event;
pub use model::incumbent::Incumbent;
pub use model::intent::{ForwardedIntent, Intent, IntentId};
pub use model::record::{ChunkId, Head, Record, StoredConversation};
pub use model::session::Session;
pub use model::tab_message::TabMessage;
pub use model::time::{Millis, Now};
pub use tabs::tab::{ConversationOptions, Tab};

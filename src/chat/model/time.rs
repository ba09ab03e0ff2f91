//! The clocks that the conversation is given.

/// Milliseconds.
pub type Millis = u64;

/// The time, in the two senses that matter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Now {
    /// A clock that never jumps, from any starting point. All waiting is counted on it.
    pub monotonic: Millis,
    /// The visitor's clock, milliseconds since 1970. May be wrong and may jump: it is shown, says how long a conversation
    /// was left alone, and keeps two pages from polling one after the other.
    pub wall: f64,
}

//! The two clocks of the conversation.

/// Milliseconds.
pub type Millis = u64;

/// The current time by both clocks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Now {
    /// A clock that never jumps, from any starting point. All delays are measured with it.
    pub monotonic: Millis,
    /// The visitor's clock, milliseconds since 1970. It may be wrong and may jump. It is shown, measures how long a
    /// conversation has been abandoned, and keeps two pages from polling in quick succession.
    pub wall: f64,
}

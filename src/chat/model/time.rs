//! The two clocks of the conversation.

/// Milliseconds.
pub type Millis = u64;

/// The first of these times; `None` if there is none.
pub(in crate::chat) fn earliest(times: &[Option<Millis>]) -> Option<Millis> {
    let mut first = None;
    for time in times.iter().flatten() {
        if first.is_none_or(|first| *time < first) {
            first = Some(*time);
        }
    }
    first
}

/// The current time by both clocks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Now {
    /// A clock that never jumps, with an arbitrary starting point. All delays are measured with it.
    pub monotonic: Millis,
    /// The visitor's clock, milliseconds since 1970. It may be wrong and may jump. Used for display, for the
    /// expiry of abandoned conversations, and for the interval of polls across pages.
    pub wall: f64,
}

//! Texts of the user interface.
//!
//! English is built in. Other languages are loaded from one file each when they are needed, and may be incomplete.

mod keys;
mod texts;

pub use keys::Key;
pub use texts::Texts;

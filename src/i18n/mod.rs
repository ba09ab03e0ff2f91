//! Texts of the user interface.
//!
//! Each language is one file in `www/locales/`. The build converts it to a file that is loaded when the language is
//! needed.

mod keys;
mod language_file;
mod texts;

pub use keys::Key;
pub use texts::Texts;

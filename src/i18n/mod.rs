//! Texts of the user interface.
//!
//! Each language is one file in `www/locales/`, from which the build makes one that is loaded when it is needed.

mod keys;
mod language_file;
mod texts;

pub use keys::Key;
pub use texts::Texts;

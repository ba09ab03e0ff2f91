//! The compilation target of the widget.

/// The target of the widget.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

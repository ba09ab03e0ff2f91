//! Icons: SVG path data, drawn as strokes in the colour of the text.

use super::dom::{El, svg_el};

pub(super) const CLOSE: &str = "M6 6l12 12M18 6L6 18";
pub(super) const PLUS: &str = "M12 5v14M5 12h14";
pub(super) const EXPAND: &str = "M9 4H4v5M15 4h5v5M9 20H4v-5M15 20h5v-5";
pub(super) const SHRINK: &str = "M4 9h5V4M20 9h-5V4M4 15h5v5M20 15h-5v5";
pub(super) const CLIP: &str =
    "M20 11.5l-8.1 8.1a5 5 0 0 1-7.1-7.1l8.5-8.5a3.3 3.3 0 0 1 4.7 4.7l-8.5 8.5a1.7 1.7 0 0 1-2.4-2.4l7.8-7.8";
pub(super) const COPY: &str = "M9 9h10v11H9zM6 15H5V4h10v1";
pub(super) const CHECK: &str = "M5 12.5l4.5 4.5L19 7.5";
pub(super) const DOWN: &str = "M12 5v14M5.5 12.5L12 19l6.5-6.5";
pub(super) const MORE: &str = "M6 12v.01M12 12v.01M18 12v.01";
pub(super) const SEND: &str = "M12 19V5M5.5 11.5L12 5l6.5 6.5";
pub(super) const RETURN: &str = "M19 5v6a4 4 0 0 1-4 4H5M9.5 10.5L5 15l4.5 4.5";
pub(super) const FILE: &str = "M14 3H7a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V8zM14 3v5h5";
pub(super) const ALERT: &str = "M12 8v5M12 16.5v.01M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18";

/// An icon with this path data. It is hidden from assistive technology: its control has a label.
pub(super) fn icon(path: &str) -> El {
    let attributes = [("part", "icon"), ("viewBox", "0 0 24 24"), ("aria-hidden", "true"), ("focusable", "false")];
    svg_el("svg", &attributes).child(&svg_el("path", &[("d", path)]))
}

//! Constants that the scripts share with the application or the styles. They are declared in Rust or CSS: the build reads them
//! there, and esbuild writes them where the scripts use them.

use crate::project;
use anyhow::{Context as _, Result};
use serde_json::Value;
use std::fs;

/// The name of a constant in `ASSETS`, the source file that declares it, and its name there. In a style sheet, the first media
/// query is the constant.
const CONSTANTS: [(&str, &str, &str); 10] = [
    ("announcementMs", "src/ui/transcript/announcer.rs", "ANNOUNCEMENT_MS"),
    ("icons.attach", "src/ui/icons.rs", "CLIP"),
    ("icons.close", "src/ui/icons.rs", "CLOSE"),
    ("icons.expand", "src/ui/icons.rs", "EXPAND"),
    ("icons.more", "src/ui/icons.rs", "MORE"),
    ("icons.plus", "src/ui/icons.rs", "PLUS"),
    ("icons.send", "src/ui/icons.rs", "SEND"),
    ("bottomThresholdPx", "src/ui/transcript/scroll.rs", "BOTTOM_THRESHOLD_PX"),
    ("linkRel", "src/ui/markdown_view.rs", "LINK_REL"),
    ("smallScreenQuery", "www/styles/window/small-screens.css", "@media"),
];

/// The constants by their names in `ASSETS`.
pub(super) fn read() -> Result<Vec<(&'static str, Value)>> {
    let read = |(name, file, constant): (&'static str, &str, &str)| {
        let source = fs::read_to_string(project::root().join(file)).with_context(|| file.to_owned())?;
        let value = if file.ends_with(".css") { media_query(&source) } else { declared_value(&source, constant) };
        Ok((name, value.with_context(|| format!("{file} declares no number or text {constant}"))?))
    };
    CONSTANTS.into_iter().map(read).collect()
}

/// The value of a constant in Rust source: an integer, or text without escapes.
fn declared_value(source: &str, constant: &str) -> Option<Value> {
    let (_, rest) = source.split_once(&format!("const {constant}: "))?;
    let (_, value) = rest.split_once(';')?.0.split_once('=')?;
    let text = value.trim();
    let number = || Some(Value::from(text.replace('_', "").parse::<u64>().ok()?));
    let content = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    content.map(Value::from).or_else(number)
}

/// The first media query of a style sheet.
fn media_query(source: &str) -> Option<Value> {
    let (query, _) = source.split_once("@media ")?.1.split_once('{')?;
    Some(Value::from(query.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_and_texts_are_read_from_source() {
        assert_eq!(declared_value("/// Doc.\nconst DELAY_MS: u32 = 7_000;\n", "DELAY_MS"), Some(Value::from(7_000)));
        assert_eq!(declared_value("const ICON: &str =\n    \"M1_0\";\n", "ICON"), Some(Value::from("M1_0")));
        assert_eq!(declared_value("const OTHER_DELAY_MS: u32 = 1;", "DELAY_MS"), None);
        assert_eq!(declared_value("const DELAY_MS: u32 = 2 * OTHER;", "DELAY_MS"), None);
    }

    #[test]
    fn first_media_query_is_read_from_a_style_sheet() {
        let query = media_query("/* On phones. */\n@media (width < 9px), print {\n  a {}\n}\n@media print {}\n");
        assert_eq!(query, Some(Value::from("(width < 9px), print")));
    }

    #[test]
    fn each_shared_constant_is_declared() -> Result<()> {
        assert_eq!(read()?.len(), CONSTANTS.len());
        Ok(())
    }
}

//! Constants that the application and the scripts share. Their home is the application's source: the build reads them there, and
//! esbuild writes them where the scripts use them.

use crate::project;
use anyhow::{Context as _, Result};
use serde_json::Value;
use std::fs;

/// The name of a constant in `ASSETS`, the source file that declares it, and its name there.
const CONSTANTS: [(&str, &str, &str); 6] = [
    ("announcementMs", "src/ui/transcript/announcer.rs", "ANNOUNCEMENT_MS"),
    ("icons.attach", "src/ui/icons.rs", "CLIP"),
    ("icons.close", "src/ui/icons.rs", "CLOSE"),
    ("icons.expand", "src/ui/icons.rs", "EXPAND"),
    ("icons.send", "src/ui/icons.rs", "SEND"),
    ("bottomThresholdPx", "src/ui/transcript/scroll.rs", "BOTTOM_THRESHOLD_PX"),
];

/// The constants by their names in `ASSETS`.
pub(super) fn read() -> Result<Vec<(&'static str, Value)>> {
    let read = |(name, file, constant): (&'static str, &str, &str)| {
        let source = fs::read_to_string(project::root().join(file)).with_context(|| file.to_owned())?;
        let value =
            declared(&source, constant).with_context(|| format!("{file} declares no number or text {constant}"))?;
        Ok((name, value))
    };
    CONSTANTS.into_iter().map(read).collect()
}

/// The value of a constant in Rust source: an integer, or text without escapes.
fn declared(source: &str, constant: &str) -> Option<Value> {
    let (_, rest) = source.split_once(&format!("const {constant}: "))?;
    let (_, value) = rest.split_once(';')?.0.split_once('=')?;
    let text = value.trim();
    let number = || Some(Value::from(text.replace('_', "").parse::<u64>().ok()?));
    let content = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    content.map(Value::from).or_else(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_and_texts_are_read_from_source() {
        assert_eq!(declared("/// Doc.\nconst DELAY_MS: u32 = 7_000;\n", "DELAY_MS"), Some(Value::from(7_000)));
        assert_eq!(declared("const ICON: &str =\n    \"M1_0\";\n", "ICON"), Some(Value::from("M1_0")));
        assert_eq!(declared("const OTHER_DELAY_MS: u32 = 1;", "DELAY_MS"), None);
        assert_eq!(declared("const DELAY_MS: u32 = 2 * OTHER;", "DELAY_MS"), None);
    }

    #[test]
    fn the_application_declares_each_shared_constant() -> Result<()> {
        assert_eq!(read()?.len(), CONSTANTS.len());
        Ok(())
    }
}

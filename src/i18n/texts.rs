//! The texts of one language, with plural forms and placeholders.

use super::keys::Key;

/// The texts of one language.
#[derive(Debug, Clone, Default)]
pub struct Texts(Vec<(String, String)>);

impl Texts {
    /// Texts with their keys in the language files.
    #[must_use]
    pub fn new(texts: Vec<(String, String)>) -> Self {
        Self(texts)
    }

    /// A text, in English if the language lacks it.
    #[must_use]
    pub fn get(&self, key: Key) -> &str {
        let own = self.0.iter().find(|(name, text)| name == key.name() && !text.is_empty());
        own.map_or_else(|| key.english(), |(_, text)| text)
    }

    /// A text with a number, in the form of a CLDR plural category. `one` and `other` are the keys of these two categories;
    /// language files may have others.
    #[must_use]
    pub fn plural(&self, one: Key, other: Key, category: &str, number: &str) -> String {
        let name = [other.name().strip_suffix("other").unwrap_or_default(), category].concat();
        let own = self.0.iter().find(|(key, text)| *key == name && !text.is_empty());
        let default = if category == "one" { one } else { other };
        own.map_or_else(|| self.get(default), |(_, text)| text).replace("{count}", number)
    }

    /// A text with a placeholder such as `{name}` replaced.
    #[must_use]
    pub fn with(&self, key: Key, placeholder: &str, value: &str) -> String {
        self.get(key).replace(placeholder, value)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn missing_texts_fall_back_to_english() {
        let texts = Texts::new(vec![("window.close".into(), "Schließen".into())]);
        assert_eq!(texts.get(Key::Close), "Schließen");
        assert_eq!(texts.get(Key::Send), "Send message");
    }

    #[test]
    fn language_files_have_exactly_the_known_texts_and_placeholders() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/www/locales");
        let mut languages = 0;
        for file in std::fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            let texts: BTreeMap<String, String> =
                serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
            languages += 1;
            for key in Key::ALL {
                // Not all languages have the category "one".
                let Some(text) = texts.get(key.name()) else {
                    assert!(key.name().ends_with(".one"), "{path:?} lacks {}", key.name());
                    continue;
                };
                if key.name().ends_with(".one") {
                    continue;
                }
                for placeholder in ["{name}", "{percent}", "{count}", "{host}", "{text}"] {
                    assert_eq!(
                        text.contains(placeholder),
                        key.english().contains(placeholder),
                        "{path:?} {}",
                        key.name()
                    );
                }
            }
            for name in texts.keys() {
                let is_plural = name.starts_with("transcript.new.");
                let known = Key::ALL.iter().any(|key| key.name() == name) || is_plural || name.starts_with("launcher.");
                assert!(known, "{path:?} has {name}, which is not used");
            }
        }
        assert!(languages > 0, "no language files in {folder}");
    }
}

//! The texts of one language, with plural forms and placeholders.

use super::keys::Key;
use super::language_file::{AppText, app_texts};
use crate::json::{Value, parse};
use crate::text::fill;

/// The texts of one language: an array in the order of [`Key`]. A text with a number is an object with a form for each
/// plural category.
#[derive(Debug, Clone, Default)]
pub struct Texts(Value);

impl Texts {
    /// Texts as the build writes them for the application.
    #[must_use]
    pub fn new(texts: Value) -> Self {
        Self(texts)
    }

    /// Converts a file of `www/locales/` to what the build writes for the application, the value of
    /// [`Options::texts`](crate::config::Options::texts). `None` if it is not a JSON object. Texts that the file lacks are empty.
    #[must_use]
    pub fn convert_language_file(file: &str) -> Option<Value> {
        let Some(Value::Object(file)) = parse(file) else { return None };
        let mut texts = app_texts(file.iter().map(|(key, text)| (&**key, text)));
        let text_of = |key: &Key| match texts.remove(key.name()) {
            None => Value::Null,
            Some(AppText::Plain(text)) => text.clone(),
            Some(AppText::Plural(forms)) => Value::Object(
                forms.into_iter().map(|(category, form)| (category.to_owned().into(), form.clone())).collect(),
            ),
        };
        Some(Value::Array(Key::ALL.iter().map(text_of).collect()))
    }

    /// A text.
    #[must_use]
    pub fn get(&self, key: Key) -> &str {
        self.0.item(key as usize).as_str().unwrap_or_default()
    }

    /// A text with a number, in the form of a CLDR plural category.
    #[must_use]
    pub fn plural(&self, key: Key, category: &str, number: &str) -> String {
        let forms = self.0.item(key as usize);
        let form = forms.field(category).as_str().or_else(|| forms.field("other").as_str());
        fill(form.unwrap_or_default(), "{count}", number)
    }

    /// A text with a placeholder such as `{name}` replaced.
    #[must_use]
    pub fn with(&self, key: Key, placeholder: &str, value: &str) -> String {
        fill(self.get(key), placeholder, value)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::i18n::language_file::is_of_module;
    use crate::json::ToJson;
    use std::collections::BTreeMap;

    #[test]
    fn number_has_the_form_of_its_plural_category_or_the_general_one() {
        let forms = Value::object().with("few", "{count} zprávy".to_json()).with("other", "{count} zpráv".to_json());
        let texts =
            Key::ALL.iter().map(|key| if *key == Key::NewMessages { forms.clone() } else { Value::Null }).collect();
        let texts = Texts::new(Value::Array(texts));
        assert_eq!(texts.plural(Key::NewMessages, "few", "2"), "2 zprávy");
        assert_eq!(texts.plural(Key::NewMessages, "one", "1"), "1 zpráv");
        assert_eq!(texts.get(Key::Close), "");
    }

    #[test]
    fn language_file_is_converted_to_an_array_with_plural_forms() {
        let texts = Texts::new(Texts::convert_language_file(include_str!("../../www/locales/en.json")).unwrap());
        assert_eq!(texts.get(Key::Copy), "Copy");
        assert_eq!(texts.plural(Key::NewMessages, "one", "1"), "1 new message");
        assert_eq!(texts.plural(Key::NewMessages, "few", "3"), "3 new messages");
        assert!(Texts::convert_language_file("{").is_none());
        assert!(Texts::convert_language_file("[]").is_none());
    }

    #[test]
    fn text_that_a_language_file_lacks_is_empty() {
        let texts = Texts::new(Texts::convert_language_file(r#"{ "window.soundOn": "An", "more": "" }"#).unwrap());
        assert_eq!(texts.get(Key::Copy), "");
        assert_eq!(texts.get(Key::SoundOn), "An");
    }

    #[test]
    fn language_files_have_exactly_the_known_texts_and_placeholders() {
        let read = |path: &std::path::Path| -> BTreeMap<String, String> {
            serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
        };
        let names: Vec<_> = Key::ALL.iter().map(|key| key.name()).collect();
        assert!(names.is_sorted(), "the keys are not in order");
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/www/locales");
        let english = read(&std::path::Path::new(folder).join("en.json"));
        let mut languages = 0;
        for file in std::fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            let texts = read(&path);
            languages += 1;
            for (name, text) in &texts {
                assert!(!text.is_empty(), "{path:?} has no {name}");
                // Some languages write one and two as words.
                let Some(english) = english.get(name).filter(|_| !name.ends_with(".one")) else { continue };
                for placeholder in ["{name}", "{percent}", "{count}", "{host}", "{text}", "{time}"] {
                    assert_eq!(text.contains(placeholder), english.contains(placeholder), "{path:?} {name}");
                }
            }
            let of_modules = |texts: &BTreeMap<String, String>| -> Vec<String> {
                texts.keys().filter(|name| is_of_module(name)).cloned().collect()
            };
            assert_eq!(of_modules(&texts), of_modules(&english), "{path:?}");
            // The build writes them in this order.
            let app = app_texts(texts.iter().map(|(name, text)| (name.as_str(), text)));
            assert_eq!(app.into_keys().collect::<Vec<_>>(), names, "{path:?}");
            assert!(texts.contains_key("transcript.new.other"), "{path:?}");
        }
        assert!(languages > 0, "no language files in {folder}");
    }
}

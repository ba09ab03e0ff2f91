//! Which texts in a file of `www/locales/` are those of the application, their order, and the forms of texts with a number.
//!
//! The build compiles this file too, so it uses nothing else of the crate.

use std::collections::BTreeMap;

/// The prefix of the keys of texts that the loader and the widget bundle use.
pub(super) const LAUNCHER: &str = "launcher.";

/// The prefixes of the keys of texts that are in modules which only some visitors need.
pub(super) const MODULES: [&str; 4] = ["dictation.", "hours.", "picture.", "readAloud."];

/// The plural categories of CLDR: the last part of the keys of texts with a number.
const PLURAL_CATEGORIES: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// A text of the application.
pub(super) enum AppText<'a, T> {
    Plain(T),
    /// The forms of a text with a number, by plural category.
    Plural(Vec<(&'a str, T)>),
}

/// Whether a text is in a module that only some visitors need.
pub(super) fn is_of_module(key: &str) -> bool {
    MODULES.iter().any(|prefix| key.starts_with(prefix))
}

/// Selects the texts of the application from all texts of a language. The keys of texts with a number lose their plural
/// category. The order of the keys is that of the texts in the application.
pub(super) fn app_texts<'a, T>(texts: impl IntoIterator<Item = (&'a str, T)>) -> BTreeMap<&'a str, AppText<'a, T>> {
    let mut app = BTreeMap::new();
    for (key, text) in texts.into_iter().filter(|(key, _)| !key.starts_with(LAUNCHER) && !is_of_module(key)) {
        match key.rsplit_once('.').filter(|(_, category)| PLURAL_CATEGORIES.contains(category)) {
            None => drop(app.insert(key, AppText::Plain(text))),
            Some((key, category)) => {
                if let AppText::Plural(forms) = app.entry(key).or_insert(AppText::Plural(Vec::new())) {
                    forms.push((category, text));
                }
            }
        }
    }
    app
}

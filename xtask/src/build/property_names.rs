//! The properties whose names the bundler shortens in `embed.js` and `chat-*.js`.
//!
//! The lists are kept by hand, because no tool can tell which of the names elements have, too. The tests find members of the
//! interfaces that a list lacks, names that are no longer members, and names that other scripts use.

/// Properties of the widget's state that only `www/widget` uses. They are shortened in its bundle, which saves 100 bytes.
/// They are members of `PendingState` and of the interfaces that `WidgetState` extends, in `www/widget/state/`, and no other script
/// has a property with one of these names.
pub(super) const STATE_NAMES: [&str; 20] = [
    "appRoot",
    "draftFiles",
    "draftTimer",
    "failedAttempts",
    "hasVisitorRetried",
    "isDestroyed",
    "isLoading",
    "isOpen",
    "isReleaseMissing",
    "onHoursCheck",
    "onPageTexts",
    "pageTexts",
    "scriptOptions",
    "snapshots",
    "storedDraft",
    "storedFiles",
    "takesFocus",
    "waitingCalls",
    "wasRunning",
    "wasToggled",
];

/// Properties that `embed.js` and the widget bundle share, shortened in both alike, which saves 100 bytes of `embed.js`.
/// They are members of the interfaces in `element-context.ts` and of the placeholder window. None of them may be a property of
/// the browser's elements or of the application's objects.
pub(super) const CONTEXT_NAMES: [&str; 25] = [
    "adoptProperties",
    "connected",
    "defineOptions",
    "disconnected",
    "earlyResponses",
    "field",
    "focusedBefore",
    "frame",
    "getOption",
    "loadController",
    "onRemoved",
    "optionChanged",
    "overlayRoot",
    "placeholderWindow",
    "pointerEvents",
    "prepare",
    "properties",
    "queue",
    "readOption",
    "renderLauncher",
    "setOpen",
    "showFailure",
    "showPlaceholder",
    "verifiedModule",
    "writeOption",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project;
    use anyhow::{Context as _, Result};
    use std::fs;
    use std::path::{Path, PathBuf};

    /// Members of the shared interfaces that keep their names: short words, most of which elements and the page's interface have
    /// too.
    const KEPT_NAMES: [&str; 6] = ["button", "calls", "host", "open", "retry", "root"];

    fn read(file: &str) -> Result<String> {
        fs::read_to_string(project::root().join(file)).with_context(|| file.to_owned())
    }

    fn sources(folder: &str) -> Result<Vec<(PathBuf, String)>> {
        let mut files = Vec::new();
        project::collect_files(&project::root().join(folder), &mut files)?;
        let read = |file: PathBuf| Some((file.clone(), fs::read_to_string(file).ok()?));
        Ok(files.into_iter().filter_map(read).collect())
    }

    fn is_in_name(letter: char) -> bool {
        letter.is_alphanumeric() || letter == '_'
    }

    fn has_word(source: &str, word: &str) -> bool {
        source.split(|letter: char| !is_in_name(letter)).any(|one| one == word)
    }

    /// The text between two others.
    fn between<'a>(source: &'a str, start: &str, end: &str) -> Result<&'a str> {
        let (_, rest) = source.split_once(start).with_context(|| format!("there is no {start}"))?;
        Ok(rest.split_once(end).with_context(|| format!("{start} has no end"))?.0)
    }

    /// The members of an interface.
    fn members<'a>(source: &'a str, interface: &str) -> Result<Vec<&'a str>> {
        let body = between(source, &format!("interface {interface} "), "\n}")?;
        let member = |line: &'a str| {
            let line = line.strip_prefix("  ")?;
            let line = line.strip_prefix("readonly ").unwrap_or(line);
            let (name, rest) = line.split_at(line.find(|letter| !is_in_name(letter))?);
            (!name.is_empty() && rest.starts_with(['?', '(', ':', '<'])).then_some(name)
        };
        Ok(body.lines().filter_map(member).collect())
    }

    /// Everything but the widget bundle.
    fn other_sources() -> Result<Vec<(PathBuf, String)>> {
        let is_lazy = |file: &Path| file.to_string_lossy().ends_with(".lazy.ts");
        let mut others: Vec<_> = sources("www/widget")?.into_iter().filter(|(file, _)| is_lazy(file)).collect();
        for folder in
            ["src", "www/assets", "www/loader", "www/package", "www/wasm", "www/widget/files", "www/widget/options"]
        {
            others.extend(sources(folder)?);
        }
        Ok(others)
    }

    #[test]
    fn shortened_names_of_the_state_are_not_used_outside_of_the_widget_bundle() -> Result<()> {
        let others = other_sources()?;
        for name in STATE_NAMES {
            let users = others.iter().filter(|(_, source)| has_word(source, name)).map(|(file, _)| file);
            assert_eq!(users.collect::<Vec<_>>(), Vec::<&PathBuf>::new(), "{name}");
        }
        Ok(())
    }

    #[test]
    fn all_members_of_the_state_that_can_be_shortened_are_listed() -> Result<()> {
        let state: String = sources("www/widget/state")?.into_iter().map(|(_, source)| source).collect();
        let parts = between(&state, "interface WidgetState", "{")?.split(|letter: char| !is_in_name(letter));
        let parts = parts.filter(|word| !matches!(*word, "" | "extends")).chain(["PendingState"]);
        let members = parts.map(|part| members(&state, part)).collect::<Result<Vec<_>>>()?.concat();
        for name in STATE_NAMES {
            assert!(members.contains(&name), "{name} is no member of the state");
        }
        let others = other_sources()?;
        for name in members {
            // A single word may also be a property of elements.
            let can_be_shortened =
                name.contains(char::is_uppercase) && !others.iter().any(|(_, source)| has_word(source, name));
            assert!(!can_be_shortened || STATE_NAMES.contains(&name), "STATE_NAMES lacks {name}");
        }
        Ok(())
    }

    #[test]
    fn members_of_the_shared_interfaces_are_shortened_or_kept() -> Result<()> {
        let context = read("www/loader/element-context.ts")?;
        let window = read("www/loader/placeholder-window.ts")?;
        let element = read("www/loader/element.ts")?;
        let mut names: Vec<_> = between(&window, "return { ", " };")?.split(", ").collect();
        for interface in ["HostElement", "ElementContext", "WidgetController"] {
            names.extend(members(&context, interface)?);
        }
        for name in &names {
            assert!(CONTEXT_NAMES.contains(name) || KEPT_NAMES.contains(name), "CONTEXT_NAMES lacks {name}");
        }
        for name in CONTEXT_NAMES.iter().chain(&KEPT_NAMES) {
            // Some are methods that only the element itself calls.
            let is_own = element.contains(&format!("\n  {name}("));
            assert!(names.contains(name) || is_own, "{name} is no member of a shared interface");
        }
        Ok(())
    }

    #[test]
    fn shortened_names_are_not_those_of_the_application_or_of_options() -> Result<()> {
        let bindings = read("www/wasm/bindings.ts")?;
        let types = read("www/package/option-types.ts")?;
        let mut names = [members(&types, "OcsChatOptions")?, members(&types, "OcsChatProperties")?].concat();
        for interface in ["Host", "WidgetHandle"] {
            names.extend(members(&bindings, interface)?);
        }
        for name in CONTEXT_NAMES.iter().chain(&STATE_NAMES) {
            assert!(!names.contains(name), "{name} must not be shortened");
        }
        Ok(())
    }
}

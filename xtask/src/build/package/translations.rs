//! Compiles the WordPress plugin's translations: `.mo` for PHP, and JSON for each of its scripts.

use anyhow::{Context as _, Result, ensure};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The plugin's scripts with texts, by the handles for which WordPress loads their translations.
const SCRIPTS: [(&str, &str); 2] =
    [("ocs-chat-settings", "admin/settings.js"), ("ocs-chat-chat-editor-script", "block/editor.js")];

/// Translations by text, with the context before it, as in `.mo` files. The translation of the empty text is the header.
type Translations = BTreeMap<String, String>;

const CONTEXT_END: char = '\u{4}';

/// Compiles each `.po` in the plugin's folder `languages`, next to it.
pub(super) fn compile(plugin: &Path) -> Result<()> {
    let languages = plugin.join("languages");
    for entry in fs::read_dir(&languages)? {
        let path = entry?.path();
        if path.extension().is_none_or(|extension| extension != "po") {
            continue;
        }
        let translations = parse(&fs::read_to_string(&path)?).with_context(|| path.display().to_string())?;
        fs::write(path.with_extension("mo"), to_mo(&translations)?)?;
        let name = path.file_stem().and_then(|stem| stem.to_str()).context("a name that is not UTF-8")?;
        for (handle, script) in SCRIPTS {
            let script = fs::read_to_string(plugin.join(script))?;
            fs::write(
                languages.join(format!("{name}-{handle}.json")),
                script_texts(&translations, &script).to_string(),
            )?;
        }
    }
    Ok(())
}

/// Parses a file whose texts are in one line each, except for the header.
fn parse(po: &str) -> Result<Translations> {
    let mut translations = Translations::new();
    for entry in po.split("\n\n") {
        let (mut context, mut id, mut text) = (String::new(), None, String::new());
        for line in entry.lines().filter(|line| !line.starts_with('#')) {
            let (keyword, quoted) = line.split_once('"').map_or((line, ""), |(keyword, rest)| (keyword.trim(), rest));
            let quoted = quoted.strip_suffix('"').with_context(|| format!("not a text: {line}"))?;
            let value = quoted.replace("\\n", "\n").replace("\\\"", "\"").replace("\\\\", "\\");
            match keyword {
                "msgctxt" => context = value + &CONTEXT_END.to_string(),
                "msgid" => id = Some(value),
                "msgstr" | "" => text.push_str(&value),
                other => anyhow::bail!("unknown keyword {other}"),
            }
        }
        ensure!(!text.is_empty(), "no translation: {entry}");
        translations.insert(context + &id.context("an entry without msgid")?, text);
    }
    Ok(translations)
}

/// Translations in the binary format of gettext, without its optional hash table.
fn to_mo(translations: &Translations) -> Result<Vec<u8>> {
    let count = u32::try_from(translations.len())?;
    let (ids, texts) = (28, 28 + 8 * count);
    let mut offset = texts + 8 * count;
    let mut file = Vec::new();
    for number in [0x9504_12de, 0, count, ids, texts, 0, offset] {
        file.extend(u32::to_le_bytes(number));
    }
    let mut strings = Vec::new();
    for string in translations.keys().chain(translations.values()) {
        let length = u32::try_from(string.len())?;
        file.extend(length.to_le_bytes());
        file.extend(offset.to_le_bytes());
        strings.extend(string.as_bytes());
        strings.push(0);
        offset += length + 1;
    }
    file.extend(strings);
    Ok(file)
}

/// The texts of a script, in the format of Jed.
fn script_texts(translations: &Translations, script: &str) -> Value {
    let mut messages = Map::from_iter([(String::new(), json!({ "domain": "messages" }))]);
    for (id, text) in translations {
        if script.contains(&format!("__( '{}', 'ocs-chat' )", id.replace('\'', "\\'"))) {
            messages.insert(id.clone(), json!([text]));
        }
    }
    json!({ "domain": "messages", "locale_data": { "messages": messages } })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::project;

    #[test]
    fn contexts_and_quotes_are_kept() {
        let po = "msgid \"\"\nmsgstr \"\"\n\"Language: de\\n\"\n\nmsgctxt \"block title\"\nmsgid \"A \\\"b\\\"\"\nmsgstr \"Ein \\\"b\\\"\"\n";
        let translations = parse(po).unwrap();
        assert_eq!(translations.get("block title\u{4}A \"b\"").map(String::as_str), Some("Ein \"b\""));
        assert_eq!(translations.get("").map(String::as_str), Some("Language: de\n"));
        let mo = to_mo(&translations).unwrap();
        assert!(mo.windows(8).any(|bytes| bytes == b"Ein \"b\"\0"));
        assert_eq!(script_texts(&translations, "").pointer("/locale_data/messages/A"), None);
    }

    #[test]
    fn every_language_has_every_text() {
        let languages = project::root().join("integrations/wordpress/languages");
        let template =
            fs::read_to_string(languages.join("ocs-chat.pot")).unwrap().replace("msgstr \"\"\n", "msgstr \"x\"\n");
        let wanted: Vec<String> = parse(&template).unwrap().into_keys().filter(|id| id != "OCS Chat").collect();
        for language in ["de_DE", "es_ES", "fr_FR"] {
            let translations =
                parse(&fs::read_to_string(languages.join(format!("ocs-chat-{language}.po"))).unwrap()).unwrap();
            for id in &wanted {
                assert!(translations.contains_key(id), "{language} has no translation of {id:?}");
            }
            assert_eq!(translations.len(), wanted.len() + 1, "{language} has texts that the plugin does not have");
        }
    }
}

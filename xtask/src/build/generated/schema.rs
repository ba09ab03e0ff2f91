//! Reads `www/widget/options/schema.json`, the schema of options.

use crate::build::locales;
use crate::project;
use anyhow::{Context as _, Result, bail, ensure};
use serde_json::{Map, Value};
use std::fs;

/// How the generated files describe one type of options.
pub(crate) struct Type {
    /// Its name in the schema.
    name: &'static str,
    /// Its parser in `parsers.ts`.
    pub(super) parser: &'static str,
    /// The TypeScript type of what pages can set.
    pub(super) input: &'static str,
    /// The TypeScript type of the parsed value.
    pub(super) value: &'static str,
    /// The description of its values in the documentation.
    pub(super) documented: &'static str,
    /// The description of its values in messages about an invalid value.
    expected: &'static str,
}

/// Where `enum` has an empty text, the option's own values are used.
const TYPES: [Type; 17] = [
    Type {
        name: "uuid",
        parser: "uuid",
        input: "string",
        value: "string",
        documented: "UUID",
        expected: "the UUID of a chatbot",
    },
    Type {
        name: "string",
        parser: "string",
        input: "string | null",
        value: "string",
        documented: "text",
        expected: "a string",
    },
    Type {
        name: "string-or-true",
        parser: "string",
        input: "string | boolean | null",
        value: "string",
        documented: "text, or `true`",
        expected: "a string",
    },
    Type {
        name: "string-list",
        parser: "stringList",
        input: "string[] | string",
        value: "string[]",
        documented: "JSON array",
        expected: "a JSON array of strings",
    },
    Type { name: "url", parser: "url", input: "string | null", value: "string", documented: "URL", expected: "a URL" },
    Type {
        name: "api-url",
        parser: "apiUrl",
        input: "string",
        value: "string",
        documented: "http(s) URL",
        expected: "an http or https URL",
    },
    Type {
        name: "whole-number",
        parser: "wholeNumber",
        input: "number | string",
        value: "number",
        documented: "whole number",
        expected: "a whole number",
    },
    Type {
        name: "minutes",
        parser: "minutes",
        input: "number | string",
        value: "number",
        documented: "minutes",
        expected: "a number of minutes, 0 for never",
    },
    Type {
        name: "language",
        parser: "language",
        input: "string | null",
        value: "string",
        documented: "language tag",
        expected: "a language tag such as \"en\" or \"pt-BR\"",
    },
    Type {
        name: "boolean",
        parser: "boolean",
        input: "boolean | 'true' | 'false'",
        value: "boolean",
        documented: "`true`, `false`",
        expected: "\"true\" or \"false\"",
    },
    Type {
        name: "persistence",
        parser: "persistence",
        input: "boolean | 'true' | 'false' | 'tab'",
        value: "boolean | 'tab'",
        documented: "`true`, `tab`, `false`",
        expected: "\"true\", \"false\" or \"tab\"",
    },
    Type {
        name: "consent",
        parser: "consent",
        input: "'granted' | 'pending' | boolean | (() => unknown)",
        value: "boolean | (() => unknown)",
        documented: "`granted`, `pending`, or as a property a function",
        expected: "\"pending\", \"granted\" or a function",
    },
    Type {
        name: "schedule",
        parser: "string",
        input: "string | null",
        value: "string",
        documented: "schedule",
        expected: "a schedule such as \"Mon-Fri 08:00-17:00 Africa/Nairobi\"",
    },
    Type {
        name: "delay",
        parser: "string",
        input: "string | number | null",
        value: "string",
        documented: "time",
        expected: "a time such as \"20s\"",
    },
    Type {
        name: "teaser-triggers",
        parser: "string",
        input: "string | null",
        value: "string",
        documented: "`exit`, `scroll:60%`",
        expected: "\"exit\", \"scroll:60%\" or both",
    },
    Type {
        name: "picture-hosts",
        parser: "pictureHosts",
        input: "string | string[] | null",
        value: "string",
        documented: "`ask`, `always`, or hosts",
        expected: "\"ask\", \"always\", or hosts such as \"media.example.org *.cdn.example\"",
    },
    Type { name: "enum", parser: "oneOf", input: "", value: "", documented: "", expected: "" },
];

/// One option.
pub(crate) struct OptionSchema {
    /// Its attribute.
    pub(crate) name: String,
    pub(super) kind: &'static Type,
    /// The allowed words of an enum.
    pub(super) values: Vec<String>,
    pub(super) default: Option<Value>,
    /// The text in the documentation in place of a default value.
    pub(super) default_text: Option<String>,
    pub(super) is_required: bool,
    /// `conversation`, `appearance` or `launcher`: see `options.ts`.
    pub(super) affects: String,
    /// Whether the loader observes it.
    pub(super) is_in_loader: bool,
    /// Whether a parameter in the address of `embed.js` can set it.
    pub(super) can_be_in_address: bool,
    /// What to use instead.
    pub(super) deprecated: Option<String>,
    pub(super) description: String,
}

/// An entry of the schema that pages can set only as a property.
pub(crate) struct Property {
    pub(crate) name: String,
    /// Its TypeScript type.
    pub(super) typescript: String,
    pub(super) description: String,
}

/// All options and properties.
pub(crate) struct Schema {
    pub(crate) options: Vec<OptionSchema>,
    pub(crate) properties: Vec<Property>,
}

impl Schema {
    pub(crate) fn read() -> Result<Self> {
        let mut schema = Self::parse(&fs::read_to_string(project::root().join("www/widget/options/schema.json"))?)?;
        let languages: Vec<_> = locales::read()?.iter().map(|locale| format!("`{}`", locale.language)).collect();
        for option in schema.options.iter_mut().filter(|option| option.kind.name == "language") {
            option.description.push_str(&format!(" One of {}.", languages.join(", ")));
        }
        Ok(schema)
    }

    pub(super) fn parse(json: &str) -> Result<Self> {
        let mut groups: Map<String, Value> = serde_json::from_str(json).context("schema.json")?;
        let options = entries(&mut groups, "options", OptionSchema::parse)?;
        let properties = entries(&mut groups, "properties", |name, mut entry| {
            let typescript = required_text(&mut entry, "typescript")?;
            Ok(Property { name, typescript, description: required_text(&mut entry, "description")? })
        })?;
        Ok(Self { options, properties })
    }

    /// The attributes of options that the address of `embed.js` cannot set.
    pub(super) fn not_in_address(&self) -> Vec<String> {
        self.options.iter().filter(|option| !option.can_be_in_address).map(|option| option.name.clone()).collect()
    }

    /// The names of all properties.
    pub(super) fn keys(&self) -> Vec<String> {
        let properties = self.properties.iter().map(|property| property.name.clone());
        self.options.iter().map(OptionSchema::key).chain(properties).collect()
    }
}

fn entries<T>(
    groups: &mut Map<String, Value>,
    group: &str,
    parse: impl Fn(String, Map<String, Value>) -> Result<T>,
) -> Result<Vec<T>> {
    let Some(Value::Object(entries)) = groups.remove(group) else { bail!("schema.json has no {group}") };
    let parsed = entries.into_iter().map(|(name, entry)| {
        let context = format!("{name} in schema.json");
        let Value::Object(entry) = entry else { bail!("{context}: expected an object") };
        parse(name, entry).context(context)
    });
    parsed.collect()
}

impl OptionSchema {
    /// The description of its values in messages about an invalid value.
    pub(super) fn expected(&self) -> String {
        match self.values.split_last() {
            Some((last, others)) if self.kind.expected.is_empty() => {
                let others: Vec<_> = others.iter().map(|value| format!("\"{value}\"")).collect();
                format!("{} or \"{last}\"", others.join(", "))
            }
            _ => self.kind.expected.to_owned(),
        }
    }

    fn parse(name: String, mut entry: Map<String, Value>) -> Result<Self> {
        let type_name = required_text(&mut entry, "type")?;
        let kind = TYPES.iter().find(|known| known.name == type_name);
        let is_flag = |value: Option<Value>| value == Some(Value::Bool(true));
        let values = match entry.remove("values") {
            Some(Value::Array(values)) => values.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            _ => Vec::new(),
        };
        let address = entry.remove("address");
        let option = Self {
            kind: kind.with_context(|| format!("unknown type {type_name:?}"))?,
            values,
            default: entry.remove("default"),
            default_text: text(&mut entry, "default_text"),
            is_required: is_flag(entry.remove("required")),
            affects: required_text(&mut entry, "affects")?,
            is_in_loader: is_flag(entry.remove("loader")),
            can_be_in_address: address != Some(Value::Bool(false)),
            deprecated: text(&mut entry, "deprecated"),
            description: required_text(&mut entry, "description")?,
            name,
        };
        ensure!(["conversation", "appearance", "launcher"].contains(&&*option.affects), "unknown `affects`");
        // A change of the script's address must not send visitors, or their messages, to another server.
        let needs_decision = ["url", "api-url", "consent", "picture-hosts"].contains(&option.kind.name);
        ensure!(!needs_decision || address.is_some(), "`address` is missing: whether the script's address can set it");
        ensure!(option.kind.name != "enum" || option.values.len() > 1, "an enum needs at least two values");
        // The first is for the demo, the second for the test in src/config.rs.
        let unknown = entry.keys().find(|key| !["demo", "field"].contains(&&***key));
        ensure!(unknown.is_none(), "unknown key {unknown:?}");
        Ok(option)
    }

    /// The words that its attribute accepts: none if it accepts any text.
    pub(super) fn choices(&self) -> Vec<&str> {
        if self.values.is_empty() && self.kind.parser == "boolean" {
            return vec!["true", "false"];
        }
        self.values.iter().map(String::as_str).collect()
    }

    /// Its property: `chatbotId` for `chatbot-id`.
    pub(super) fn key(&self) -> String {
        let mut words = self.name.split('-');
        let first = words.next().unwrap_or_default().to_owned();
        words.fold(first, |key, word| {
            let (initial, rest) = word.split_at(word.len().min(1));
            key + &initial.to_uppercase() + rest
        })
    }
}

fn text(entry: &mut Map<String, Value>, key: &str) -> Option<String> {
    if let Some(Value::String(text)) = entry.remove(key) { Some(text) } else { None }
}

fn required_text(entry: &mut Map<String, Value>, key: &str) -> Result<String> {
    text(entry, key).with_context(|| format!("`{key}` is missing"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn error_of(entry: &str) -> String {
        let schema = Schema::parse(&format!("{{\"options\": {{\"some-option\": {entry}}}, \"properties\": {{}}}}"));
        format!("{:#}", schema.err().unwrap())
    }

    #[test]
    fn invalid_entries_are_reported_with_their_name() {
        let valid = r#""affects": "appearance", "description": "Text.""#;
        assert_eq!(error_of("1"), "some-option in schema.json: expected an object");
        assert!(error_of(&format!(r#"{{"type": "text", {valid}}}"#)).ends_with(r#"unknown type "text""#));
        assert!(error_of(r#"{"type": "string", "affects": "appearance"}"#).ends_with("`description` is missing"));
        assert!(error_of(&format!(r#"{{"type": "enum", "values": ["one"], {valid}}}"#)).contains("two values"));
        assert!(error_of(&format!(r#"{{"type": "url", {valid}}}"#)).contains("`address` is missing"));
        assert!(error_of(&format!(r#"{{"type": "string", "defualt": 1, {valid}}}"#)).contains("defualt"));
    }

    #[test]
    fn property_is_the_attribute_in_camel_case() {
        let keys = Schema::read().unwrap().keys();
        for key in ["chatbotId", "apiBaseUrl", "visible", "newChatConfirmationMessage", "pageContext"] {
            assert!(keys.iter().any(|other| other == key), "{key}");
        }
    }
}

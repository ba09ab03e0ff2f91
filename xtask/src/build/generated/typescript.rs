//! TypeScript that is generated from the schema of options: the compact table that visitors download, and types.

use super::schema::{OptionSchema, Schema};
use serde_json::Value;
use std::collections::BTreeSet;

const HEADER: &str = "\n// Generated from www/widget/options/schema.json by `cargo xtask generate`: do not edit.";

/// The longest line of a comment.
const MAX_COMMENT_COLUMNS: usize = 120;

/// `generated-table.ts`: the options as the widget reads them.
pub(super) fn table(schema: &Schema) -> String {
    let parsers: BTreeSet<_> = schema.options.iter().map(|option| option.kind.parser).collect();
    let parsers: Vec<_> = parsers.into_iter().collect();
    let mut text = format!(
        "// The options as the widget reads them, without their descriptions.{HEADER}\n\n\
         import {{ {}, type Parser }} from './parsers.ts';\n\n\
         /** An option. */\n\
         export type TableEntry = [name: string, parse: Parser, defaultValue?: unknown];\n",
        parsers.join(", ")
    );
    for affects in ["conversation", "appearance", "launcher"] {
        text.push_str(&format!("\nexport const {}: TableEntry[] = [\n", affects.to_uppercase()));
        for option in schema.options.iter().filter(|option| option.affects == affects) {
            text.push_str(&format!("  {},\n", table_entry(option)));
        }
        text.push_str("];\n");
    }
    let properties: Vec<_> = schema.properties.iter().map(|property| format!("'{}'", property.name)).collect();
    let not_in_address: Vec<_> = schema.not_in_address().iter().map(|name| format!("'{name}'")).collect();
    text + &format!(
        "\n/** Values that can only be set as properties. */\nexport const PROPERTIES = [{}];\n\n\
         /** Options that the address of `embed.js` cannot set. */\nexport const NOT_IN_ADDRESS = [{}];\n",
        properties.join(", "),
        not_in_address.join(", ")
    )
}

fn table_entry(option: &OptionSchema) -> String {
    let kind = option.kind;
    let values: Vec<_> = option.values.iter().map(|value| format!("'{value}'")).collect();
    let parser = if kind.parser == "oneOf" { format!("oneOf({})", values.join(", ")) } else { kind.parser.to_owned() };
    let default = match &option.default {
        // The parsed value: the words in the schema stand for other values.
        Some(_) if kind.parser == "consent" => Some("true".to_owned()),
        None if kind.parser == "stringList" => Some("[]".to_owned()),
        Some(Value::String(text)) => Some(format!("'{text}'")),
        default => default.as_ref().map(Value::to_string),
    };
    let default = default.map(|default| format!(", {default}")).unwrap_or_default();
    format!("['{}', {parser}{default}]", option.name)
}

/// `generated-expected.ts`: the valid values of each option, for messages about invalid ones.
pub(super) fn expected(schema: &Schema) -> String {
    let mut text =
        format!("// What each option accepts.{HEADER}\n\nexport const EXPECTED: Record<string, string> = {{\n");
    for option in &schema.options {
        let name = if option.name.contains('-') { format!("'{}'", option.name) } else { option.name.clone() };
        text.push_str(&format!("  {name}: '{}',\n", option.expected()));
    }
    text + "};\n"
}

/// `option-types.ts` of the package: what pages can set.
pub(super) fn public_types(schema: &Schema) -> String {
    let mut text = format!("// The types of the options and properties that pages can set.{HEADER}\n\n");
    text.push_str(
        "/** Options of a widget. As attributes they are written in lower case with dashes: `chatbot-id`. */\n",
    );
    text.push_str("export interface OcsChatOptions {\n");
    for option in &schema.options {
        text.push_str(&doc_comment(&option.description, option.default.as_ref(), option.deprecated.as_deref()));
        text.push_str(&format!("  {}?: {};\n", option.key(), type_of(option, option.kind.input)));
    }
    text.push_str("}\n\n/** Values that can only be set as properties. */\nexport interface OcsChatProperties {\n");
    for property in &schema.properties {
        text.push_str(&doc_comment(&property.description, None, None));
        text.push_str(&format!("  {}?: {};\n", property.name, property.typescript));
    }
    text + "}\n"
}

/// `generated-types.ts` of the widget: the options after validation.
pub(super) fn types(schema: &Schema) -> String {
    let mut text = format!("// The options after validation.{HEADER}\n\nexport interface Options {{\n");
    for option in &schema.options {
        let is_set = option.is_required || option.default.is_some() || option.kind.parser == "stringList";
        let optional = if is_set { "" } else { "?" };
        text.push_str(&format!("  {}{optional}: {};\n", option.key(), type_of(option, option.kind.value)));
    }
    text + "}\n"
}

fn type_of(option: &OptionSchema, kind_type: &str) -> String {
    if !kind_type.is_empty() {
        return kind_type.to_owned();
    }
    let values: Vec<_> = option.values.iter().map(|value| format!("'{value}'")).collect();
    values.join(" | ")
}

fn doc_comment(description: &str, default: Option<&Value>, deprecated: Option<&str>) -> String {
    let mut lines = wrap(description, MAX_COMMENT_COLUMNS - "   * ".len());
    if let Some(default) = default {
        lines.push(format!("@default {default}"));
    }
    if let Some(instead) = deprecated {
        lines.push(format!("@deprecated {instead}"));
    }
    match &*lines {
        [line] if line.len() < MAX_COMMENT_COLUMNS - "  /**  */".len() => format!("  /** {line} */\n"),
        lines => format!("  /**\n   * {}\n   */\n", lines.join("\n   * ")),
    }
}

/// Breaks a text into lines of at most `width` bytes.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.len() + word.len() < width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// `option-keys.ts`: the options that the loader observes.
pub(super) fn loader_keys(schema: &Schema) -> String {
    let keys: Vec<_> = schema.options.iter().filter(|option| option.is_in_loader).map(OptionSchema::key).collect();
    format!(
        "// The options that take effect before the widget bundle has loaded.{HEADER}\n\n\
         /** The property of such an option. */\n\
         export type Key = '{}';\n\n\
         export const KEYS = /* @__PURE__ */ '{}'.split(' ') as Key[];\n",
        keys.join("' | '"),
        keys.join(" ")
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn deprecation_and_default_are_documented() {
        let entry = r#"{"options": {"some-text": {"type": "string", "affects": "appearance", "description": "Text.",
            "default": "x", "deprecated": "Use `other-text`."}}, "properties": {}}"#;
        let schema = Schema::parse(entry).unwrap();
        let public = public_types(&schema);
        let expected = "  /**\n   * Text.\n   * @default \"x\"\n   * @deprecated Use `other-text`.\n   */\n  someText?: string | null;\n";
        assert!(public.contains(expected), "{public}");
        let types = types(&schema);
        assert!(types.ends_with("export interface Options {\n  someText: string;\n}\n"), "{types}");
    }

    #[test]
    fn long_texts_are_wrapped() {
        assert_eq!(wrap("one two three", 8), ["one two", "three"]);
        assert_eq!(wrap("a-word-that-does-not-fit in", 8), ["a-word-that-does-not-fit", "in"]);
    }
}

//! Blocks of documents that are generated: tables of options and of what pages can style, and quoted files.

use super::schema::{OptionSchema, Schema};
use super::styling::Styling;
use super::typescript::wrap;
use anyhow::{Context as _, Result};
use serde_json::Value;

/// The options in the README, which names only some.
const README_OPTIONS: [&str; 14] = [
    "chatbot-id",
    "embed-key",
    "api-base-url",
    "user-id",
    "consent",
    "persistent-session",
    "language",
    "visible",
    "position",
    "theme",
    "header-text",
    "welcome-messages",
    "starter-questions",
    "allow-attachments",
];

/// Replaces the text between `<!-- generated:name -->` and `<!-- /generated:name -->`, or between `# generated:name` and
/// `# /generated:name`. Returns `None` without such a block.
pub(super) fn replace_block(text: &str, name: &str, block: &str) -> Option<String> {
    let markup = (format!("<!-- generated:{name} -->\n"), format!("<!-- /generated:{name} -->"));
    let toml = (format!("# generated:{name}\n"), format!("# /generated:{name}\n"));
    [(markup, format!("\n{block}\n")), (toml, block.to_owned())].into_iter().find_map(|((start, end), block)| {
        let (before, rest) = text.split_once(&start)?;
        let (_, after) = rest.split_once(&end)?;
        Some(format!("{before}{start}{block}{end}{after}"))
    })
}

/// The table of all options. Those that restart the widget have an asterisk.
pub(super) fn options(schema: &Schema) -> String {
    table_of(schema.options.iter())
}

/// The table of the options that the README names.
pub(super) fn readme_options(schema: &Schema) -> Result<String> {
    let find = |name: &&str| {
        schema.options.iter().find(|option| option.name == **name).with_context(|| format!("no option {name}"))
    };
    Ok(table_of(README_OPTIONS.iter().map(find).collect::<Result<Vec<_>>>()?.into_iter()))
}

fn table_of<'a>(options: impl Iterator<Item = &'a OptionSchema>) -> String {
    let mut table = String::from("| option | values | default | what it does |\n|---|---|---|---|\n");
    for option in options {
        let mark = if option.affects == "conversation" { " *" } else { "" };
        let deprecated = option.deprecated.as_ref().map(|instead| format!(" Deprecated: {instead}"));
        table.push_str(&format!(
            "| `{}`{mark} | {} | {} | {}{} |\n",
            option.name,
            values(option),
            default(option),
            option.description,
            deprecated.unwrap_or_default()
        ));
    }
    table
}

fn values(option: &OptionSchema) -> String {
    if option.kind.documented.is_empty() { codes(&option.values) } else { option.kind.documented.to_owned() }
}

fn default(option: &OptionSchema) -> String {
    match (&option.default, &option.default_text) {
        _ if option.is_required => "required".to_owned(),
        (_, Some(text)) => text.clone(),
        (Some(Value::String(text)), _) => format!("`{text}`"),
        (Some(value), _) => format!("`{value}`"),
        (None, None) => "none".to_owned(),
    }
}

/// The table of values that can be set only as properties.
pub(super) fn properties(schema: &Schema) -> String {
    let mut table = String::from("| property | what it does |\n|---|---|\n");
    for property in &schema.properties {
        table.push_str(&format!("| `{}` | {} |\n", property.name, property.description));
    }
    table
}

/// The CSS parts, in a list within a sentence.
pub(super) fn parts(styling: &Styling) -> String {
    let names: Vec<_> = styling.parts.iter().map(|(name, _)| name.clone()).collect();
    list(&names)
}

/// The table of CSS parts.
pub(super) fn parts_table(styling: &Styling) -> String {
    let mut table = String::from("| part | element |\n|---|---|\n");
    for (name, description) in &styling.parts {
        table.push_str(&format!("| `{name}` | {description} |\n"));
    }
    table
}

/// The table of custom properties, with swatches of their values.
pub(super) fn custom_properties(styling: &Styling) -> String {
    let mut table = String::from("| custom property | type | default | example | meaning |\n|---|---|---|---|---|\n");
    for property in &styling.custom_properties {
        let syntax = if property.syntax == "*" { "any" } else { property.syntax.trim_matches(['<', '>']) };
        let value = |value: &str| format!("{}`{value}`", swatch(&property.name, value));
        let dark = property.dark_default.as_ref().map(|dark| format!("; dark {}", value(dark))).unwrap_or_default();
        table.push_str(&format!(
            "| `{}` | {syntax} | {}{dark} | {} | {} |\n",
            property.name,
            value(&property.default),
            value(&property.example),
            property.description
        ));
    }
    table
}

/// A sample of a value, which the book shows (`docs/book.css`) and GitHub leaves out; empty for a property that has none.
fn swatch(name: &str, value: &str) -> String {
    let value = value.replace('"', "&quot;");
    match name {
        "--ocs-accent" | "--ocs-on-accent" | "--ocs-link" | "--ocs-surface" | "--ocs-text" => {
            format!("<i class=\"swatch\" style=\"background:{value}\"></i> ")
        }
        "--ocs-radius" => format!("<i class=\"swatch is-corner\" style=\"border-top-left-radius:{value}\"></i> "),
        "--ocs-font" => format!("<span style=\"font-family:{value}\">Aa</span> "),
        _ => String::new(),
    }
}

/// Names in a list within a sentence.
pub(super) fn list(names: &[String]) -> String {
    wrap(&format!("{}.", codes(names)), 121).join("\n") + "\n"
}

/// A file as a code block.
pub(super) fn snippet(path: &str, content: &str) -> String {
    let language = match path.rsplit('.').next() {
        Some("mjs") => "js",
        Some("py") => "python",
        Some("rs") => "rust",
        Some("yml") => "yaml",
        Some(extension) => extension,
        None => "",
    };
    format!("```{language}\n{content}```\n")
}

fn codes(words: &[String]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_named_block_is_replaced() {
        let text = "Before\n<!-- generated:a -->\nold\n<!-- /generated:a -->\nAfter";
        let expected = "Before\n<!-- generated:a -->\n\nnew\n\n<!-- /generated:a -->\nAfter";
        assert_eq!(replace_block(text, "a", "new\n").as_deref(), Some(expected));
        assert_eq!(replace_block(text, "b", "new\n"), None);
        let toml = "a = 1\n# generated:urls\nb = 2\n# /generated:urls\n";
        assert_eq!(replace_block(toml, "urls", "").as_deref(), Some("a = 1\n# generated:urls\n# /generated:urls\n"));
    }
}

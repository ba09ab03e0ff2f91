//! Markdown that is generated: the table of options, the list of CSS parts, and quoted files.

use super::schema::{OptionSchema, Schema, Styling};
use super::typescript::wrap;
use serde_json::Value;

/// Replaces what is between `<!-- generated:name -->` and `<!-- /generated:name -->`. Returns `None` without such a block.
pub(super) fn replace_block(text: &str, name: &str, block: &str) -> Option<String> {
    let (start, end) = (format!("<!-- generated:{name} -->\n"), format!("<!-- /generated:{name} -->"));
    let (before, rest) = text.split_once(&start)?;
    let (_, after) = rest.split_once(&end)?;
    Some(format!("{before}{start}\n{block}\n{end}{after}"))
}

/// The table of options. Those that restart the widget have an asterisk.
pub(super) fn options(schema: &Schema) -> String {
    let mut table = String::from("| option | values | default | what it does |\n|---|---|---|---|\n");
    for option in &schema.options {
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

/// The CSS parts, in a list within a sentence.
pub(super) fn parts(styling: &Styling) -> String {
    wrap(&format!("{}.", codes(&styling.parts)), 121).join("\n") + "\n"
}

/// A file as a code block.
pub(super) fn snippet(path: &str, content: &str) -> String {
    let language = match path.rsplit('.').next() {
        Some("mjs") => "js",
        Some("py") => "python",
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
    }
}

//! Attributes the code size of the released WebAssembly to crates, modules and functions.

use anyhow::{Context as _, Result};
use std::collections::BTreeMap;
use std::path::Path;
use wasmparser::{KnownCustom, Name, Parser, Payload};

/// The most rows of a table before all others are combined into one.
const MAX_TABLE_ROWS: usize = 60;

/// The length at which function names are cut: the types of views are very long.
const MAX_NAME_CHARS: usize = 230;

/// Bytes by owner. Generic code belongs to the crate that defines it, not to the one that uses it.
#[derive(Debug, Default)]
struct Sizes(BTreeMap<String, u64>);

impl Sizes {
    fn add(&mut self, owner: String, bytes: u64) {
        *self.0.entry(owner).or_default() += bytes;
    }

    fn table(&self, title: &str, total: u64) -> String {
        let mut rows: Vec<_> = self.0.iter().map(|(owner, bytes)| (*bytes, owner.as_str())).collect();
        rows.sort_by(|one, other| other.cmp(one));
        let rest = rows.split_off(rows.len().min(MAX_TABLE_ROWS));
        if !rest.is_empty() {
            rows.push((rest.iter().map(|(bytes, _)| bytes).sum(), "others"));
        }
        let mut lines = format!("{title:<40}{:>10}{:>10}\n", "raw", "%");
        for (bytes, owner) in rows {
            let share = bytes as f64 / total as f64 * 100.0;
            lines.push_str(&format!("{owner:<40}{bytes:>10}{share:>10.1}\n"));
        }
        lines
    }
}

#[derive(Debug, Default)]
struct Tables {
    crates: Sizes,
    modules: Sizes,
    functions: Sizes,
}

/// Tables by crate and by module of the widget, and by function if `has_function_table`. The WebAssembly must have function
/// names.
pub(crate) fn tables(module: &Path, has_function_table: bool) -> Result<String> {
    let mut tables = Tables::default();
    tables.add(module)?;
    let Tables { crates, modules, functions } = tables;
    let total = crates.0.values().sum();
    let mut lines = format!("{}\n{}", crates.table("crate", total), modules.table("module of the widget", total));
    if has_function_table {
        lines.push_str(&format!("\n{}", functions.table("function", total)));
    }
    Ok(lines)
}

impl Tables {
    fn add(&mut self, wasm: &Path) -> Result<()> {
        let bytes = std::fs::read(wasm).with_context(|| wasm.display().to_string())?;
        let mut imported = 0;
        let mut bodies = Vec::new();
        let mut names = BTreeMap::new();
        for payload in Parser::new(0).parse_all(&bytes) {
            match payload? {
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        imported += u32::from(matches!(import?.ty, wasmparser::TypeRef::Func(_)));
                    }
                }
                Payload::CodeSectionEntry(body) => bodies.push(body.range().len() as u64),
                Payload::DataSection(section) => self.crates.add("(data)".to_owned(), section.range().len() as u64),
                Payload::CustomSection(section) => {
                    let KnownCustom::Name(subsections) = section.as_known() else { continue };
                    for subsection in subsections {
                        let Name::Function(functions) = subsection? else { continue };
                        for function in functions {
                            let function = function?;
                            names.insert(function.index, function.name);
                        }
                    }
                }
                _ => {}
            }
        }
        for (index, size) in (imported..).zip(&bodies) {
            let name = names.get(&index).copied().unwrap_or("(no name)");
            let name = demangle(name);
            self.crates.add(crate_of(&name).to_owned(), *size);
            if let Some(module) = widget_module(&name) {
                self.modules.add(module, *size);
            }
            self.functions.add(name.chars().take(MAX_NAME_CHARS).collect(), *size);
        }
        Ok(())
    }
}

/// A symbol as a Rust path, without crate hashes.
fn demangle(symbol: &str) -> String {
    let full = rustc_demangle::demangle(symbol).to_string();
    let mut name = String::with_capacity(full.len());
    let mut rest = full.as_str();
    while let Some((before, after)) = rest.split_once('[') {
        name.push_str(before);
        rest = match after.split_once(']') {
            Some((hash, after)) if hash.len() > 8 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()) => after,
            _ => {
                name.push('[');
                after
            }
        };
    }
    name.push_str(rest);
    name
}

/// The crate that defines a function; for `<A as B>::c` that of `A`.
fn crate_of(name: &str) -> &str {
    let path = name.trim_start_matches(['<', '&', '*', '[', '(']);
    let path = path.strip_prefix("mut ").or_else(|| path.strip_prefix("dyn ")).unwrap_or(path);
    let end = path.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(path.len());
    path.get(..end).unwrap_or(path)
}

/// The module of the widget that contains a function or, for generic code, that it is instantiated for.
fn widget_module(name: &str) -> Option<String> {
    let (_, path) = name.split_once("ocs_chat::")?;
    let is_module =
        |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    Some(path.split("::").take(2).take_while(is_module).collect::<Vec<_>>().join("::"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{crate_of, demangle, widget_module};

    #[test]
    fn function_belongs_to_the_crate_of_its_type() {
        assert_eq!(crate_of("ocs_chat::ui::header::header"), "ocs_chat");
        assert_eq!(crate_of("<tachys::html::Element<A> as Render>::build"), "tachys");
        assert_eq!(crate_of("<&[ocs_chat::chat::Entry] as core::fmt::Debug>::fmt"), "ocs_chat");
        assert_eq!(crate_of("<dyn core::any::Any>::is"), "core");
        assert_eq!(crate_of("malloc"), "malloc");
    }

    #[test]
    fn generic_code_belongs_to_the_module_that_instantiates_it() {
        assert_eq!(widget_module("leptos::show::<ocs_chat::ui::header::header::{closure#0}>").unwrap(), "ui::header");
        assert_eq!(widget_module("ocs_chat::bindings::Widget::show").unwrap(), "bindings");
        assert_eq!(widget_module("core::fmt::write"), None);
    }

    #[test]
    fn demangled_names_have_no_crate_hashes() {
        assert_eq!(demangle("core[44528b579e4af097]::fmt::write"), "core::fmt::write");
        assert_eq!(demangle("<[u8]>::len"), "<[u8]>::len");
    }
}

//! What each crate, and each of our own modules, costs in the released WebAssembly.

use anyhow::{Context as _, Result};
use std::collections::BTreeMap;
use std::path::Path;
use wasmparser::{KnownCustom, Name, Parser, Payload};

/// Rows of the table: the rest is summed up.
const ROWS: usize = 60;

/// Letters of a function's name that are shown: the types of a view fill pages.
const LONGEST_NAME: usize = 230;

/// Bytes by who wrote the code. Generic code counts where it is written, not where it is used.
#[derive(Debug, Default)]
struct Costs(BTreeMap<String, u64>);

impl Costs {
    fn add(&mut self, owner: String, bytes: u64) {
        *self.0.entry(owner).or_default() += bytes;
    }

    fn table(&self, title: &str, whole: u64) -> String {
        let mut rows: Vec<_> = self.0.iter().map(|(owner, bytes)| (*bytes, owner.as_str())).collect();
        rows.sort_by(|one, other| other.cmp(one));
        let rest = rows.split_off(rows.len().min(ROWS));
        if !rest.is_empty() {
            rows.push((rest.iter().map(|(bytes, _)| bytes).sum(), "the rest"));
        }
        let mut lines = format!("{title:<40}{:>10}{:>10}\n", "raw", "%");
        for (bytes, owner) in rows {
            let share = bytes as f64 / whole as f64 * 100.0;
            lines.push_str(&format!("{owner:<40}{bytes:>10}{share:>10.1}\n"));
        }
        lines
    }
}

#[derive(Debug, Default)]
struct Tables {
    crates: Costs,
    modules: Costs,
    each: Costs,
}

/// Two tables of a module that still has its names, by crate and by our own modules; a third by function if asked for.
pub(crate) fn tables(module: &Path, functions: bool) -> Result<String> {
    let mut tables = Tables::default();
    tables.add(module)?;
    let Tables { crates, modules, each } = tables;
    let whole = crates.0.values().sum();
    let mut lines = format!("{}\n{}", crates.table("crate", whole), modules.table("our module", whole));
    if functions {
        lines.push_str(&format!("\n{}", each.table("function", whole)));
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
                        for naming in functions {
                            let naming = naming?;
                            names.insert(naming.index, naming.name);
                        }
                    }
                }
                _ => {}
            }
        }
        for (index, size) in (imported..).zip(&bodies) {
            let name = names.get(&index).copied().unwrap_or("(no name)");
            let name = demangled(name);
            self.crates.add(owner(&name).to_owned(), *size);
            if let Some(module) = our_module(&name) {
                self.modules.add(module, *size);
            }
            self.each.add(name.chars().take(LONGEST_NAME).collect(), *size);
        }
        Ok(())
    }
}

/// A symbol as it is written in Rust, without the hashes of crates.
fn demangled(symbol: &str) -> String {
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

/// The crate that wrote a function: of `<A as B>::c` that of `A`.
fn owner(name: &str) -> &str {
    let path = name.trim_start_matches(['<', '&', '*', '[', '(']);
    let path = path.strip_prefix("mut ").or_else(|| path.strip_prefix("dyn ")).unwrap_or(path);
    let end = path.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(path.len());
    path.get(..end).unwrap_or(path)
}

/// The module of ours that a function is in or, of generic code, that it is made for.
fn our_module(name: &str) -> Option<String> {
    let (_, path) = name.split_once("ocs_chat::")?;
    let is_module =
        |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    Some(path.split("::").take(2).take_while(is_module).collect::<Vec<_>>().join("::"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{demangled, our_module, owner};

    #[test]
    fn a_function_belongs_to_the_crate_of_its_type() {
        assert_eq!(owner("ocs_chat::ui::header::header"), "ocs_chat");
        assert_eq!(owner("<tachys::html::Element<A> as Render>::build"), "tachys");
        assert_eq!(owner("<&[ocs_chat::chat::Entry] as core::fmt::Debug>::fmt"), "ocs_chat");
        assert_eq!(owner("<dyn core::any::Any>::is"), "core");
        assert_eq!(owner("malloc"), "malloc");
    }

    #[test]
    fn generic_code_belongs_to_the_module_that_it_is_for() {
        assert_eq!(our_module("leptos::show::<ocs_chat::ui::header::header::{closure#0}>").unwrap(), "ui::header");
        assert_eq!(our_module("ocs_chat::bindings::Widget::show").unwrap(), "bindings");
        assert_eq!(our_module("core::fmt::write"), None);
    }

    #[test]
    fn names_are_readable() {
        assert_eq!(demangled("core[44528b579e4af097]::fmt::write"), "core::fmt::write");
        assert_eq!(demangled("<[u8]>::len"), "<[u8]>::len");
    }
}

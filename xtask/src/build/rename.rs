//! Renames the module's imports and exports to the short names in the glue.

use super::glue::Names;
use anyhow::Result;
use std::path::Path;

/// Renames imports and exports, and removes exports that the glue does not use, the code reachable only from them, and a custom
/// section that nothing reads.
pub(super) fn apply_names(wasm: &Path, names: &Names) -> Result<()> {
    let mut module = walrus::Module::from_file(wasm)?;
    for import in module.imports.iter_mut() {
        for name in [&mut import.module, &mut import.name] {
            if let Some(short) = names.get(name) {
                name.clone_from(short);
            }
        }
    }
    let mut unused = Vec::new();
    for export in module.exports.iter_mut() {
        match names.get(&export.name) {
            Some(short) => export.name.clone_from(short),
            // The only export whose name wasm-bindgen does not generate.
            None if export.name == "memory" => {}
            None => unused.push(export.id()),
        }
    }
    for export in unused {
        module.exports.delete(export);
    }
    // Marks modules for the tool that splits them: from `wasm_split_helpers`, a dependency of Leptos.
    module.customs.remove_raw("__wasm_split_unstable");
    walrus::passes::gc::run(&mut module);
    module.emit_wasm_file(wasm)
}

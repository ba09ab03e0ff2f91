//! Removes functions that nothing can call from the function table.
//!
//! wasm-bindgen removes its descriptors after it has run them, but the functions that only descriptors refer to stay in the
//! table. Code calls a function in the table by its index. The index of a function that can be called is a constant in the
//! code, or a word of the data, such as in a vtable.

use anyhow::Result;
use std::collections::BTreeSet;
use std::path::Path;
use walrus::ir::{Const, Value, Visitor, dfs_in_order};
use walrus::{ConstExpr, ElementItems, ElementKind, ExportItem, FunctionId, Module};

/// Removes functions that nothing can call from the table, and the code reachable only from them.
pub(super) fn remove_unreferenced(wasm: &Path) -> Result<()> {
    let mut module = Module::from_file(wasm)?;
    // JavaScript could call any function of an exported function table.
    if !module.exports.iter().any(|export| is_function_table(&module, &export.item)) {
        let indices = possible_indices(&module);
        for element in module.elements.iter_mut() {
            if let (
                ElementKind::Active { offset: ConstExpr::Value(Value::I32(first)), .. },
                ElementItems::Functions(functions),
            ) = (&element.kind, &mut element.items)
            {
                replace_unreferenced(functions, *first, &indices);
            }
        }
        walrus::passes::gc::run(&mut module);
    }
    module.emit_wasm_file(wasm)
}

fn is_function_table(module: &Module, item: &ExportItem) -> bool {
    matches!(item, ExportItem::Table(id) if module.tables.get(*id).element_ty == walrus::RefType::FUNCREF)
}

/// Replaces each function that cannot be called with one that can, so that all others keep their indices.
fn replace_unreferenced(functions: &mut [FunctionId], first: i32, indices: &BTreeSet<i32>) {
    let is_referenced =
        |position: usize| i32::try_from(position).is_ok_and(|position| indices.contains(&(first + position)));
    let Some(referenced) = functions.iter().enumerate().find_map(|(at, id)| is_referenced(at).then_some(*id)) else {
        return;
    };
    for (at, function) in functions.iter_mut().enumerate() {
        if !is_referenced(at) {
            *function = referenced;
        }
    }
}

/// All numbers of the module that may be indices: constants in the code and in globals, and words of the data at any address.
fn possible_indices(module: &Module) -> BTreeSet<i32> {
    let mut constants = Constants(BTreeSet::new());
    for (_, function) in module.funcs.iter_local() {
        dfs_in_order(&mut constants, function, function.entry_block());
    }
    for global in module.globals.iter() {
        if let walrus::GlobalKind::Local(ConstExpr::Value(Value::I32(number))) = global.kind {
            constants.0.insert(number);
        }
    }
    for data in module.data.iter() {
        for word in data.value.windows(4) {
            constants.0.extend(word.try_into().map(i32::from_le_bytes));
        }
    }
    constants.0
}

struct Constants(BTreeSet<i32>);

impl Visitor<'_> for Constants {
    fn visit_const(&mut self, instruction: &Const) {
        if let Value::I32(number) = instruction.value {
            self.0.insert(number);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use walrus::{FunctionBuilder, RefType, ValType};

    /// A module with four functions in its table from index 1 on. Its code refers to one of them, and its data to another.
    fn module() -> Module {
        let mut module = Module::default();
        let memory = module.memories.add_local(false, false, 1, None, None);
        let table = module.tables.add_local(false, 5, None, RefType::FUNCREF);
        let mut function = |name: &str| {
            let mut builder = FunctionBuilder::new(&mut module.types, &[], &[ValType::I32]);
            builder.name(name.to_owned()).func_body().i32_const(1_000);
            builder.finish(vec![], &mut module.funcs)
        };
        let functions = ["by code", "by data", "by nothing", "by nothing either"].map(&mut function);
        let kind = module.types.add(&[], &[ValType::I32]);
        let mut builder = FunctionBuilder::new(&mut module.types, &[], &[ValType::I32]);
        builder.name("main".to_owned()).func_body().i32_const(2).call_indirect(kind, table);
        let main = builder.finish(vec![], &mut module.funcs);
        module.exports.add("main", main);
        let [code, data, first, second] = functions;
        let kind = ElementKind::Active { table, offset: ConstExpr::Value(Value::I32(1)) };
        module.elements.add(kind, ElementItems::Functions(vec![first, code, data, second]));
        let kind = walrus::DataKind::Active { memory, offset: ConstExpr::Value(Value::I32(1_024)) };
        module.data.add(kind, vec![0xff, 3, 0, 0, 0]);
        module
    }

    fn names(module: &Module) -> BTreeSet<String> {
        module.funcs.iter().filter_map(|function| function.name.clone()).collect()
    }

    #[test]
    fn only_unreferenced_functions_are_removed() {
        let file = std::env::temp_dir().join(format!("ocs-chat-table-{}.wasm", std::process::id()));
        module().emit_wasm_file(&file).unwrap();
        remove_unreferenced(&file).unwrap();
        let left = Module::from_file(&file).unwrap();
        std::fs::remove_file(&file).unwrap();
        assert_eq!(names(&left), ["main", "by code", "by data"].map(str::to_owned).into());
        let functions = left.elements.iter().next().expect("the table is still filled");
        let ElementItems::Functions(functions) = &functions.items else { panic!("not functions") };
        let at = |index: usize| functions.get(index).and_then(|id| left.funcs.get(*id).name.clone());
        assert_eq!((at(1).as_deref(), at(2).as_deref()), (Some("by code"), Some("by data")));
    }

    #[test]
    fn exported_table_keeps_all_functions() {
        let file = std::env::temp_dir().join(format!("ocs-chat-exported-table-{}.wasm", std::process::id()));
        let mut module = module();
        let table = module.tables.iter().next().expect("a table").id();
        module.exports.add("table", table);
        module.emit_wasm_file(&file).unwrap();
        remove_unreferenced(&file).unwrap();
        let left = Module::from_file(&file).unwrap();
        std::fs::remove_file(&file).unwrap();
        assert_eq!(names(&left).len(), 5);
    }
}

//! Takes the application's WebAssembly apart: what a first message needs, and the rest, which is loaded after that.
//!
//! Both parts have one memory and one table of functions. Where the first part calls what is in the other, it does so by a
//! place in the table; until the other part has taken its places, stubs stand there, which bring it first.

use anyhow::{Context as _, Result, bail};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use walrus::ir::{Call, CallIndirect, Const, Instr, InstrLocId, InstrSeq, Value, VisitorMut, dfs_pre_order_mut};
use walrus::{
    ConstExpr, ElementItems, ElementKind, ExportItem, FunctionBuilder, FunctionId, FunctionKind, GlobalKind,
    ImportKind, ImportedFunction, Module, TableId, TypeId,
};

/// The module that the later part gets its memory, its table and its functions from: the first part.
const FIRST: &str = "$";
/// What a stub calls to bring the later part.
const BRING: (&str, &str) = (FIRST, "later");
/// What an instrumented module tells of every function that runs.
const NOTE: (&str, &str) = ("profile", "note");

const NO_TABLE: &str = "the application has no table of functions";

/// Names of a module's own functions, in their order, as they are written in Rust.
pub(crate) fn functions(wasm: &Path) -> Result<Vec<String>> {
    let module = Module::from_file(wasm)?;
    Ok(module.funcs.iter_local().map(|(id, _)| name(&module, id)).collect())
}

fn name(module: &Module, id: FunctionId) -> String {
    super::cost::demangled(module.funcs.get(id).name.as_deref().unwrap_or_default())
}

/// Writes a module that tells which of its functions run, by their place in [`functions`].
pub(crate) fn instrument(wasm: &Path, to: &Path) -> Result<()> {
    let mut module = Module::from_file(wasm)?;
    let own: Vec<_> = module.funcs.iter_local().map(|(id, _)| id).collect();
    let takes_number = module.types.add(&[walrus::ValType::I32], &[]);
    let (note, _) = module.add_import_func(NOTE.0, NOTE.1, takes_number);
    for (place, id) in (0..).zip(own) {
        let function = module.funcs.get_mut(id).kind.unwrap_local_mut();
        let entry = function.entry_block();
        let instructions = &mut function.block_mut(entry).instrs;
        let told = [Instr::Const(Const { value: Value::I32(place) }), Instr::Call(Call { func: note })];
        instructions.splice(0..0, told.map(|instruction| (instruction, InstrLocId::default())));
    }
    module.emit_wasm_file(to)
}

/// Splits a module. `is_first` says which functions, by their names, belong to the first part.
pub(crate) fn split(wasm: &Path, first: &Path, later: &Path, is_first: impl Fn(&str) -> bool) -> Result<()> {
    let mut module = Module::from_file(wasm)?;
    let moved: BTreeSet<FunctionId> =
        module.funcs.iter_local().map(|(id, _)| id).filter(|id| !is_first(&name(&module, *id))).collect();
    let places = Places::of(&mut module, &moved)?;

    let mut rest = Module::from_file(wasm)?;
    // The same bytes give the same functions in the same order, but ids are one module's only.
    let there: BTreeMap<_, _> =
        module.funcs.iter().zip(rest.funcs.iter()).map(|(one, other)| (one.id(), other.id())).collect();
    let back: BTreeMap<_, _> = there.iter().map(|(one, other)| (*other, *one)).collect();
    let places_there = Places {
        table: rest.tables.main_function_table()?.context(NO_TABLE)?,
        of: places.of.iter().filter_map(|(id, place)| Some((*there.get(id)?, *place))).collect(),
        ..places
    };
    let taken = keep_later(&mut rest, &moved.iter().filter_map(|id| there.get(id).copied()).collect(), &places_there);
    keep_first(&mut module, &moved, &places);
    export(&mut module, &taken.into_iter().filter_map(|(id, name)| Some((*back.get(&id)?, name))).collect());
    walrus::passes::gc::run(&mut module);
    module.emit_wasm_file(first)?;
    rest.emit_wasm_file(later)
}

/// Where functions of the later part are in the table.
struct Places {
    table: TableId,
    /// The table's length when both parts are there.
    end: u64,
    /// Where the first place is that no function had before.
    added: u64,
    of: BTreeMap<FunctionId, u64>,
}

impl Places {
    /// Each function that the first part calls, gives out or takes the address of has one.
    fn of(module: &mut Module, moved: &BTreeSet<FunctionId>) -> Result<Self> {
        let table = module.tables.main_function_table()?.context(NO_TABLE)?;
        let mut of = BTreeMap::new();
        for element in module.elements.iter() {
            let ElementKind::Active { table: into, offset: ConstExpr::Value(Value::I32(offset)) } = &element.kind
            else {
                bail!("functions are put into the table in a way that is not known");
            };
            let ElementItems::Functions(functions) = &element.items else { continue };
            if *into == table {
                of.extend((*offset as u64..).zip(functions).map(|(place, id)| (*id, place)));
            }
        }
        of.retain(|id, _| moved.contains(id));
        let added = module.tables.get(table).initial;
        let mut places = Self { table, end: added, added, of };
        let mut calls = Calls::default();
        for (id, function) in module.funcs.iter_local_mut() {
            if !moved.contains(&id) {
                dfs_pre_order_mut(&mut calls, function, function.entry_block());
            }
        }
        let given_out = module.exports.iter().filter_map(|export| match export.item {
            ExportItem::Function(id) => Some(id),
            _ => None,
        });
        for id in calls.0.into_iter().chain(given_out).filter(|id| moved.contains(id)) {
            if !places.of.contains_key(&id) {
                places.of.insert(id, places.end);
                places.end += 1;
            }
        }
        Ok(places)
    }

    /// Functions that have a place which is new, in the order of their places.
    fn new_ones(&self) -> Vec<FunctionId> {
        let mut found: Vec<_> = self.of.iter().filter(|(_, place)| **place >= self.added).collect();
        found.sort_by_key(|(_, place)| **place);
        found.into_iter().map(|(id, _)| *id).collect()
    }

    fn widen(&self, module: &mut Module) {
        let table = module.tables.get_mut(self.table);
        table.initial = self.end;
        table.maximum = table.maximum.map(|maximum| maximum.max(self.end));
    }
}

/// Which functions are called by name.
#[derive(Default)]
struct Calls(BTreeSet<FunctionId>);

impl VisitorMut for Calls {
    fn visit_function_id_mut(&mut self, id: &mut FunctionId) {
        self.0.insert(*id);
    }
}

/// Makes calls to what is in the later part go by the table.
struct Redirect<'a> {
    table: TableId,
    /// Each function's place and type.
    targets: &'a BTreeMap<FunctionId, (u64, TypeId)>,
}

impl VisitorMut for Redirect<'_> {
    fn start_instr_seq_mut(&mut self, sequence: &mut InstrSeq) {
        let mut redirected = Vec::with_capacity(sequence.instrs.len());
        for (instruction, at) in sequence.instrs.drain(..) {
            let target = match &instruction {
                Instr::Call(Call { func }) => self.targets.get(func),
                _ => None,
            };
            if let Some((place, ty)) = target {
                redirected.push((Instr::Const(Const { value: Value::I32(*place as i32) }), at));
                redirected.push((Instr::CallIndirect(CallIndirect { ty: *ty, table: self.table }), at));
            } else {
                redirected.push((instruction, at));
            }
        }
        sequence.instrs = redirected;
    }
}

/// Leaves the first part, with a stub for each function that has gone.
fn keep_first(module: &mut Module, moved: &BTreeSet<FunctionId>, places: &Places) {
    places.widen(module);
    let nothing = module.types.add(&[], &[]);
    let (bring, _) = module.add_import_func(BRING.0, BRING.1, nothing);
    let targets = places.of.iter().map(|(id, place)| (*id, (*place, module.funcs.get(*id).ty()))).collect();
    for (id, function) in module.funcs.iter_local_mut() {
        if !moved.contains(&id) {
            let mut redirect = Redirect { table: places.table, targets: &targets };
            dfs_pre_order_mut(&mut redirect, function, function.entry_block());
        }
    }
    for (id, (place, ty)) in targets {
        let (takes, gives) = (module.types.params(ty).to_vec(), module.types.results(ty).to_vec());
        let mut stub = FunctionBuilder::new(&mut module.types, &takes, &gives);
        let given: Vec<_> = takes.iter().map(|ty| module.locals.add(*ty)).collect();
        let mut body = stub.func_body();
        body.call(bring);
        for argument in &given {
            body.local_get(*argument);
        }
        body.i32_const(place as i32).call_indirect(ty, places.table);
        module.funcs.get_mut(id).kind = FunctionKind::Local(stub.local_func(given));
    }
    add_elements(module, places.table, places.added, places.new_ones());
}

/// Leaves the later part. What it takes from the first is imported; answered are those functions' names there.
fn keep_later(module: &mut Module, moved: &BTreeSet<FunctionId>, places: &Places) -> BTreeMap<FunctionId, String> {
    places.widen(module);
    let exports: Vec<_> = module.exports.iter().map(|export| export.id()).collect();
    exports.into_iter().for_each(|id| module.exports.delete(id));
    let elements: Vec<_> = module.elements.iter().map(|element| element.id()).collect();
    elements.into_iter().for_each(|id| module.elements.delete(id));
    let data: Vec<_> = module.data.iter().map(|data| data.id()).collect();
    data.into_iter().for_each(|id| module.data.delete(id));
    module.start = None;

    let memories: Vec<_> = module.memories.iter().map(|memory| memory.id()).collect();
    for id in memories {
        let import = module.imports.add(FIRST, "memory", id);
        let memory = module.memories.get_mut(id);
        memory.import = Some(import);
        memory.data_segments.clear();
    }
    for (id, name) in tables(module) {
        let import = module.imports.add(FIRST, &name, id);
        let table = module.tables.get_mut(id);
        table.import = Some(import);
        table.elem_segments.clear();
    }
    for (id, name) in globals(module) {
        let import = module.imports.add(FIRST, &name, id);
        module.globals.get_mut(id).kind = GlobalKind::Import(import);
    }
    let stays: Vec<_> = module.funcs.iter_local().map(|(id, _)| id).filter(|id| !moved.contains(id)).collect();
    for (at, id) in stays.into_iter().enumerate() {
        let import = module.imports.add(FIRST, &at.to_string(), id);
        let ty = module.funcs.get(id).ty();
        module.funcs.get_mut(id).kind = FunctionKind::Import(ImportedFunction { import, ty });
    }

    let mut at: Vec<_> = places.of.iter().map(|(id, place)| (*place, *id)).collect();
    at.sort_unstable();
    for run in at.chunk_by(|one, next| one.0 + 1 == next.0) {
        if let Some((from, _)) = run.first() {
            add_elements(module, places.table, *from, run.iter().map(|(_, id)| *id).collect());
        }
    }
    walrus::passes::gc::run(module);
    let mut taken = BTreeMap::new();
    for import in module.imports.iter_mut().filter(|import| import.module == FIRST) {
        if let ImportKind::Function(id) = import.kind {
            import.name = format!("${}", short(taken.len()));
            taken.insert(id, import.name.clone());
        }
    }
    taken
}

/// Gives the later part what it takes.
fn export(module: &mut Module, taken: &BTreeMap<FunctionId, String>) {
    for (id, name) in taken {
        module.exports.add(name, *id);
    }
    for (id, name) in tables(module) {
        module.exports.add(&name, id);
    }
    for (id, name) in globals(module) {
        module.exports.add(&name, id);
    }
}

fn tables(module: &Module) -> Vec<(TableId, String)> {
    module.tables.iter().enumerate().map(|(at, table)| (table.id(), format!("$t{at}"))).collect()
}

fn globals(module: &Module) -> Vec<(walrus::GlobalId, String)> {
    module.globals.iter().enumerate().map(|(at, global)| (global.id(), format!("$g{at}"))).collect()
}

fn add_elements(module: &mut Module, table: TableId, from: u64, functions: Vec<FunctionId>) {
    if functions.is_empty() {
        return;
    }
    let offset = ConstExpr::Value(Value::I32(from as i32));
    let element = module.elements.add(ElementKind::Active { table, offset }, ElementItems::Functions(functions));
    module.tables.get_mut(table).elem_segments.insert(element);
}

/// A name of few letters for each number.
pub(crate) fn short(number: usize) -> String {
    let letters = || ('a'..='z').chain('A'..='Z');
    let mut name = String::new();
    let mut left = number + 1;
    while left > 0 {
        left -= 1;
        name.extend(letters().nth(left % letters().count()));
        left /= letters().count();
    }
    name
}

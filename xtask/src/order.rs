//! The order of a module's functions that compresses best: each beside one that looks like it.

use anyhow::{Context as _, Result};
use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use walrus::Module;
use wasmparser::{Parser, Payload};

/// Bytes in a row that two functions have in common.
const GRAM: usize = 5;
/// What so many functions have in common says nothing.
const COMMON: usize = 200;

/// Names the functions of a module by their places in the best order: wasm-opt sorts them by name. Their own names are lost.
pub(crate) fn name_by_order(wasm: &Path) -> Result<()> {
    let bytes = std::fs::read(wasm).with_context(|| wasm.display().to_string())?;
    let mut bodies = Vec::new();
    for payload in Parser::new(0).parse_all(&bytes) {
        if let Payload::CodeSectionEntry(body) = payload? {
            bodies.push(bytes.get(body.range()).unwrap_or_default());
        }
    }
    let mut module = Module::from_buffer(&bytes)?;
    let ids: Vec<_> = module.funcs.iter_local().map(|(id, _)| id).collect();
    for (place, at) in best(&bodies).into_iter().enumerate() {
        if let Some(id) = ids.get(at) {
            module.funcs.get_mut(*id).name = Some(format!("{place:06}"));
        }
    }
    module.emit_wasm_file(wasm)
}

/// From each function to the one that has most in common with it, as far as that is rare, of those that are left.
fn best(bodies: &[&[u8]]) -> Vec<usize> {
    let grams: Vec<BTreeSet<&[u8]>> = bodies.iter().map(|body| body.windows(GRAM).collect()).collect();
    let mut with: HashMap<&[u8], Vec<usize>> = HashMap::new();
    for (at, grams) in grams.iter().enumerate() {
        for gram in grams {
            with.entry(gram).or_default().push(at);
        }
    }
    let mut left: BTreeSet<usize> = (0..bodies.len()).collect();
    let mut order = Vec::with_capacity(bodies.len());
    while let Some(first) = left.pop_first() {
        let mut next = Some(first);
        while let Some(at) = next {
            left.remove(&at);
            order.push(at);
            let mut likeness: HashMap<usize, f64> = HashMap::new();
            for gram in grams.get(at).into_iter().flatten() {
                let others = with.get(gram).filter(|others| others.len() <= COMMON);
                for other in others.into_iter().flatten().filter(|other| left.contains(other)) {
                    let rarity = 1.0 / (1.0 + others.map_or(1, Vec::len) as f64).ln();
                    *likeness.entry(*other).or_default() += rarity;
                }
            }
            let score =
                |at: usize, likeness: f64| likeness / (grams.get(at).map_or(0, BTreeSet::len) as f64 + 10.0).sqrt();
            next = likeness
                .into_iter()
                .map(|(at, likeness)| (score(at, likeness), at))
                .max_by(|one, other| one.0.total_cmp(&other.0).then(other.1.cmp(&one.1)))
                .map(|(_, at)| at);
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::best;

    #[test]
    fn what_is_alike_stands_together() {
        let bodies: [&[u8]; 4] =
            [b"one is like three", b"two is as four", b"this one is like three", b"but two is as four"];
        assert_eq!(best(&bodies), [0, 2, 1, 3]);
    }
}

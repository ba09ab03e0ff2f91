//! `cargo xtask size`: what visitors download, and what each crate and module costs in it.

use super::code_size;
use crate::build::{self, size::Report};
use crate::env::toolchain::{Mode, Toolchain};
use anyhow::{Result, bail};

/// # Errors
/// If a budget is exceeded, and the compiler is the one that releases use.
pub(crate) fn command(arguments: &[String]) -> Result<()> {
    let functions = match arguments {
        [] => false,
        [one] if one == "--functions" => true,
        other => bail!("size does not take {other:?}"),
    };
    let toolchain = Toolchain::get()?;
    let folder = build::make(&toolchain, Mode::Release)?;
    println!("{}", code_size::tables(&build::layout::named_module(), functions)?);
    let over_budget = Report::measure(&folder)?.over_budget;
    if over_budget.is_empty() {
        return Ok(());
    }
    if !toolchain.is_pinned() {
        println!("{}\nBudgets hold for the compiler that releases use, which is another.", over_budget.join("\n"));
        return Ok(());
    }
    bail!(over_budget.join("\n"))
}

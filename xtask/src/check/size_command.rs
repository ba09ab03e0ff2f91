//! `cargo xtask size`: prints download sizes and the code size of each crate and module, and enforces the budgets.

use super::size_by_owner;
use crate::build::bundle;
use crate::build::optimize::optimize_with_names;
use crate::build::size_budgets::Report;
use crate::env::toolchain::{Mode, Toolchain};
use anyhow::{Result, bail};

/// Prints the sizes, with a table of functions for `--functions`.
///
/// # Errors
/// If a budget is exceeded with the compiler that releases use.
pub(crate) fn command(arguments: &[String]) -> Result<()> {
    let has_function_table = match arguments {
        [] => false,
        [one] if one == "--functions" => true,
        other => bail!("size: unknown arguments {other:?}"),
    };
    let toolchain = Toolchain::get()?;
    let folder = bundle::build(&toolchain, Mode::Release)?;
    println!("{}", size_by_owner::tables(&optimize_with_names()?, has_function_table)?);
    let over_budget = Report::measure(&folder)?.over_budget;
    if over_budget.is_empty() {
        return Ok(());
    }
    if !toolchain.is_pinned() {
        println!("{}\nBudgets are enforced only with the compiler that releases use.", over_budget.join("\n"));
        return Ok(());
    }
    bail!(over_budget.join("\n"))
}

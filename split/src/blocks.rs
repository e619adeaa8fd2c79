//! Where pieces of code begin that may not run although what is before them has: the basic blocks that are noted.

use crate::program::{Program, invalid};
use wasmparser::{FunctionBody, Operator};

/// Whether a block begins behind this operator, which is not the last of its function. Another one begins with each function.
///
/// A loop does not begin one: it is entered from what is before it. Nothing else needs notes, because code behind any
/// other branch is not reached, and what is behind a call that does not return is part of a block that ends there.
pub const fn begins_behind(operator: &Operator<'_>) -> bool {
    matches!(
        operator,
        Operator::If { .. } | Operator::Else | Operator::End | Operator::BrIf { .. }
    )
}

/// How many blocks a function has.
///
/// # Errors
///
/// If it cannot be read.
pub fn count(body: &FunctionBody<'_>) -> Result<usize, String> {
    let mut blocks = 0;
    for operator in body.get_operators_reader().map_err(invalid)? {
        blocks += usize::from(begins_behind(&operator.map_err(invalid)?));
    }
    // One begins with the function, and none behind its last operator.
    Ok(blocks)
}

/// How many basic blocks the functions of a program have.
///
/// # Errors
///
/// If it is no module.
pub fn blocks_of(wasm: &[u8]) -> Result<usize, String> {
    Program::read(wasm)?.bodies.iter().map(count).sum()
}

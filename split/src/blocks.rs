//! Where pieces of code begin that may not run although what is before them has: the basic blocks that are noted.

use wasmparser::Operator;

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

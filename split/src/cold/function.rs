//! A function, with what has to be known to take code out of it: its structure, which blocks ran, which local variables
//! are needed where, and what is on the stack.

use crate::blocks::begins_behind;
use crate::program::{Program, invalid};
use std::collections::BTreeMap;
use wasmparser::{
    BlockType, FuncToValidate, FuncValidatorAllocations, FunctionBody, Operator, ValType, ValidatorResources,
};

/// A function as it was compiled.
pub struct Function<'a> {
    /// Parameters and other local variables.
    pub locals: Vec<ValType>,
    /// How many of `locals` are parameters.
    pub parameters: usize,
    pub results: Vec<ValType>,
    /// All operators; the last is the end of the function.
    pub operators: Vec<Operator<'a>>,
    /// Where each operator is in the file.
    pub offsets: Vec<usize>,
    /// For each operator whether the block that it is in ran.
    pub ran: Vec<bool>,
    /// All of the code but the last operator.
    pub code: Sequence,
    /// At the first operator of each block that did not run, the types of what the sequence with this block has put on the
    /// stack; `None` if one of them is not known.
    pub operands: BTreeMap<usize, Option<Vec<ValType>>>,
    /// Whether the end of each sequence is reached, by the operator that ends it.
    pub is_end_reached: BTreeMap<usize, bool>,
    /// Local variables that are read later.
    pub live: Live,
}

/// Operators that run one after the other, as long as none of them branches.
#[derive(Debug)]
pub struct Sequence {
    /// The operators.
    pub nodes: Vec<Node>,
    /// The `else` or `end` behind them.
    pub end: usize,
}

/// An operator of a sequence.
#[derive(Debug)]
pub enum Node {
    Simple(usize),
    Nest(Nest),
}

impl Node {
    /// The operator with which it starts.
    pub const fn start(&self) -> usize {
        match self {
            Self::Simple(operator) => *operator,
            Self::Nest(nest) => nest.start,
        }
    }
}

/// A block, a loop or an if.
#[derive(Debug)]
pub struct Nest {
    /// The operator that opens it.
    pub start: usize,
    pub is_loop: bool,
    /// Whether a condition decides which of its sequences runs.
    pub is_if: bool,
    pub takes_values: bool,
    pub results: Vec<ValType>,
    /// One; of an if with an else two.
    pub sequences: Vec<Sequence>,
}

/// Local variables whose values are read before they are written again.
#[derive(Default)]
pub struct Live {
    /// At the first operator of each block.
    pub at: BTreeMap<usize, Locals>,
    /// Where a branch to a nest leads, by the operator that opens the nest.
    pub at_label: BTreeMap<usize, Locals>,
    /// Behind each nest, by the operator that opens it.
    pub behind: BTreeMap<usize, Locals>,
}

/// A set of local variables.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Locals(Vec<u64>);

impl Locals {
    pub fn insert(&mut self, local: u32) {
        let word = local as usize / 64;
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= 1 << (local % 64);
    }

    pub fn remove(&mut self, local: u32) {
        if let Some(word) = self.0.get_mut(local as usize / 64) {
            *word &= !(1 << (local % 64));
        }
    }

    pub fn contains(&self, local: u32) -> bool {
        self.0
            .get(local as usize / 64)
            .is_some_and(|word| word >> (local % 64) & 1 == 1)
    }

    pub fn insert_all(&mut self, others: &Self) {
        if self.0.len() < others.0.len() {
            self.0.resize(others.0.len(), 0);
        }
        for (word, other) in self.0.iter_mut().zip(&others.0) {
            *word |= other;
        }
    }

    fn has_all(&self, others: &Self) -> bool {
        let own = self.0.iter().chain(std::iter::repeat(&0));
        others.0.iter().zip(own).all(|(other, own)| other & !own == 0)
    }
}

impl<'a> Function<'a> {
    /// Reads a function; `ran` tells of each of its blocks whether it ran. Returns `None` if something is in it that is not
    /// known.
    ///
    /// # Errors
    ///
    /// If it is not valid.
    pub fn read(
        program: &Program<'_>,
        to_validate: FuncToValidate<ValidatorResources>,
        body: &FunctionBody<'a>,
        blocks: &[bool],
    ) -> Result<Option<Self>, String> {
        let of = &program.types[program.function_types[to_validate.index as usize] as usize];
        let mut locals = of.params().to_vec();
        for group in body.get_locals_reader().map_err(invalid)? {
            let (count, of) = group.map_err(invalid)?;
            locals.resize(locals.len() + count as usize, of);
        }
        let mut function = Self {
            locals,
            parameters: of.params().len(),
            results: of.results().to_vec(),
            operators: Vec::new(),
            offsets: Vec::new(),
            ran: Vec::new(),
            code: Sequence {
                nodes: Vec::new(),
                end: 0,
            },
            operands: BTreeMap::new(),
            is_end_reached: BTreeMap::new(),
            live: Live::default(),
        };
        function.read_operators(to_validate, body, blocks)?;
        if function.operators.iter().any(is_unknown) {
            return Ok(None);
        }
        let mut at = 0;
        function.code = function.sequence(program, &mut at);
        let mut live = Live::default();
        function.find_live(
            &function.code,
            Locals::default(),
            &mut vec![Locals::default()],
            &mut live,
        );
        function.live = live;
        Ok(Some(function))
    }

    fn read_operators(
        &mut self,
        to_validate: FuncToValidate<ValidatorResources>,
        body: &FunctionBody<'a>,
        blocks: &[bool],
    ) -> Result<(), String> {
        let mut validator = to_validate.into_validator(FuncValidatorAllocations::default());
        validator.read_locals(&mut body.get_binary_reader()).map_err(invalid)?;
        let mut block = 0;
        let mut is_new = true;
        for item in body.get_operators_reader().map_err(invalid)?.into_iter_with_offsets() {
            let (operator, offset) = item.map_err(invalid)?;
            let at = self.operators.len();
            let ran = *blocks.get(block).ok_or("notes of another program")?;
            if let Some(frame) = validator.get_control_frame(0) {
                if is_new && !ran {
                    let height = validator.operand_stack_height() as usize - frame.height;
                    let operands = (0..height)
                        .rev()
                        .map(|depth| validator.get_operand_type(depth).flatten());
                    let known: Option<Vec<ValType>> = operands.collect();
                    self.operands.insert(at, known.filter(|_| !frame.unreachable));
                }
                if matches!(operator, Operator::End | Operator::Else) {
                    self.is_end_reached.insert(at, !frame.unreachable);
                }
            }
            validator.op(offset, &operator).map_err(invalid)?;
            is_new = begins_behind(&operator);
            block += usize::from(is_new);
            self.ran.push(ran);
            self.operators.push(operator);
            self.offsets.push(offset);
        }
        Ok(())
    }

    /// The sequence that starts with the operator `at`, which is moved to the operator that ends it.
    fn sequence(&self, program: &Program<'_>, at: &mut usize) -> Sequence {
        let mut nodes = Vec::new();
        loop {
            let start = *at;
            let operator = &self.operators[start];
            let blockty = match operator {
                Operator::End | Operator::Else => return Sequence { nodes, end: start },
                Operator::Block { blockty } | Operator::Loop { blockty } | Operator::If { blockty } => blockty,
                _ => {
                    nodes.push(Node::Simple(start));
                    *at += 1;
                    continue;
                }
            };
            let mut sequences = Vec::new();
            loop {
                *at += 1;
                sequences.push(self.sequence(program, at));
                if !matches!(self.operators[*at], Operator::Else) {
                    break;
                }
            }
            *at += 1;
            let (takes_values, results) = match blockty {
                BlockType::Empty => (false, Vec::new()),
                BlockType::Type(of) => (false, vec![*of]),
                BlockType::FuncType(of) => {
                    let of = &program.types[*of as usize];
                    (!of.params().is_empty(), of.results().to_vec())
                }
            };
            nodes.push(Node::Nest(Nest {
                start,
                is_loop: matches!(operator, Operator::Loop { .. }),
                is_if: matches!(operator, Operator::If { .. }),
                takes_values,
                results,
                sequences,
            }));
        }
    }

    /// The local variables that are live before `sequence`, if `live` are behind it and `labels` where its branches lead,
    /// the innermost last.
    fn find_live(&self, sequence: &Sequence, mut live: Locals, labels: &mut Vec<Locals>, found: &mut Live) -> Locals {
        for node in sequence.nodes.iter().rev() {
            match node {
                Node::Nest(nest) => live = self.find_live_of_nest(nest, live, labels, found),
                Node::Simple(at) => {
                    let label = |depth: u32| &labels[labels.len() - 1 - depth as usize];
                    match &self.operators[*at] {
                        Operator::LocalGet { local_index } => live.insert(*local_index),
                        Operator::LocalSet { local_index } | Operator::LocalTee { local_index } => {
                            live.remove(*local_index);
                        }
                        Operator::Br { relative_depth } => live = label(*relative_depth).clone(),
                        Operator::BrIf { relative_depth } => live.insert_all(label(*relative_depth)),
                        Operator::BrTable { targets } => {
                            live = label(targets.default()).clone();
                            for target in targets.targets().flatten() {
                                live.insert_all(label(target));
                            }
                        }
                        Operator::Return | Operator::Unreachable => live = Locals::default(),
                        _ => {}
                    }
                }
            }
            let start = node.start();
            if start == 0 || begins_behind(&self.operators[start - 1]) {
                found.at.insert(start, live.clone());
            }
        }
        live
    }

    fn find_live_of_nest(&self, nest: &Nest, live: Locals, labels: &mut Vec<Locals>, found: &mut Live) -> Locals {
        let mut before;
        // What was found for a smaller set around the loop is found again.
        let known = found.at_label.get(&nest.start).cloned().unwrap_or_default();
        let mut label = if nest.is_loop { known } else { live.clone() };
        loop {
            labels.push(label.clone());
            // Without an else, an if may also do nothing.
            before = if nest.is_if && nest.sequences.len() == 1 {
                live.clone()
            } else {
                Locals::default()
            };
            for sequence in &nest.sequences {
                let of_sequence = self.find_live(sequence, live.clone(), labels, found);
                before.insert_all(&of_sequence);
            }
            labels.pop();
            if !nest.is_loop || label.has_all(&before) {
                break;
            }
            label.insert_all(&before);
        }
        found.at_label.insert(nest.start, label);
        found.behind.insert(nest.start, live);
        before
    }
}

/// Whether an operator branches in a way that is not looked at.
const fn is_unknown(operator: &Operator<'_>) -> bool {
    use Operator::{
        BrOnCast, BrOnCastFail, BrOnNonNull, BrOnNull, Catch, CatchAll, Delegate, Rethrow, ReturnCall,
        ReturnCallIndirect, ReturnCallRef, Throw, ThrowRef, Try, TryTable,
    };
    matches!(
        operator,
        BrOnCast { .. }
            | BrOnCastFail { .. }
            | BrOnNonNull { .. }
            | BrOnNull { .. }
            | Catch { .. }
            | CatchAll
            | Delegate { .. }
            | Rethrow { .. }
            | ReturnCall { .. }
            | ReturnCallIndirect { .. }
            | ReturnCallRef { .. }
            | Throw { .. }
            | ThrowRef
            | Try { .. }
            | TryTable { .. }
    )
}

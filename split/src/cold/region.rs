//! Code that did not run, from the start of a block to the end of its sequence, and the function that it becomes.
//!
//! The function takes what is on the stack and the local variables that the code reads, and gives back the local variables
//! that it has written and that are read later. If the code can be left in several ways, the function also gives a number
//! that tells which, and the call is followed by a branch.

use super::function::{Function, Locals, Nest, Node, Sequence};
use std::collections::BTreeMap;
use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{BlockType, Function as Body, Instruction};
use wasmparser::{Operator, ValType};

/// A way to leave the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Exit {
    /// At its end, or by a branch there.
    Through,
    /// Out of the function.
    Return,
    /// By a branch to this label, counted from the one around the code.
    Label(u32),
}

/// Code that becomes a function.
pub struct Region {
    /// The first operator.
    pub start: usize,
    /// Behind the last operator.
    pub end: usize,
    /// The types of what is on the stack.
    operands: Vec<ValType>,
    /// In order, with whether the code branches there.
    exits: BTreeMap<Exit, bool>,
    /// The types of what is on the stack at the end of the sequence.
    through: Vec<ValType>,
    /// Local variables that are handed over.
    inputs: Vec<u32>,
    /// Local variables that are given back.
    outputs: Vec<u32>,
}

/// What takes the place of a region.
pub struct Call {
    pub parameters: Vec<ValType>,
    pub results: Vec<ValType>,
    pub body: Body,
}

/// The regions of a function, in order. As much as possible is in each.
pub fn find(function: &Function<'_>, least_gain: isize) -> Vec<Region> {
    let mut regions = Vec::new();
    find_in(function, &function.code, &mut Vec::new(), least_gain, &mut regions);
    regions
}

fn find_in<'f>(
    function: &'f Function<'_>,
    sequence: &'f Sequence,
    around: &mut Vec<&'f Nest>,
    least_gain: isize,
    regions: &mut Vec<Region>,
) {
    for node in &sequence.nodes {
        let start = node.start();
        if let Some(region) = Region::from(function, start, sequence.end, around)
            && region.gain(function) >= least_gain
        {
            regions.push(region);
            return;
        }
        if let Node::Nest(nest) = node {
            around.push(nest);
            for inner in &nest.sequences {
                find_in(function, inner, around, least_gain, regions);
            }
            around.pop();
        }
    }
}

impl Region {
    /// The region from a block that did not run to the end of its sequence; `None` if there is none, or if it hands over
    /// something that a function cannot. `around` are the nests that it is in, the innermost last.
    fn from(function: &Function<'_>, start: usize, end: usize, around: &[&Nest]) -> Option<Self> {
        let operands = function.operands.get(&start)?.clone()?;
        let innermost = around.last();
        let through = innermost.map_or(&function.results, |nest| &nest.results).clone();
        let mut region = Self {
            start,
            end,
            operands,
            exits: BTreeMap::new(),
            through,
            inputs: Vec::new(),
            outputs: Vec::new(),
        };
        let own = |depth: u32| around.len().checked_sub(depth as usize + 1).map(|index| around[index]);
        if *function.is_end_reached.get(&end)? {
            let exit = if around.is_empty() { Exit::Return } else { Exit::Through };
            region.exits.insert(exit, false);
        }
        let (mut read, mut written) = (Locals::default(), Locals::default());
        let mut depth = 0;
        for operator in &function.operators[start..end] {
            let mut leave = |label: u32| {
                let Some(outer) = label.checked_sub(depth) else {
                    return Some(());
                };
                let exit = match own(outer) {
                    None => Exit::Return,
                    Some(nest) if outer == 0 && !nest.is_loop => Exit::Through,
                    Some(nest) if nest.is_loop && nest.takes_values => return None,
                    Some(nest) if !nest.is_loop && !nest.results.is_empty() => return None,
                    Some(_) => Exit::Label(outer),
                };
                region.exits.insert(exit, true);
                Some(())
            };
            match operator {
                Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. } => depth += 1,
                Operator::End => depth -= 1,
                Operator::Br { relative_depth } | Operator::BrIf { relative_depth } => leave(*relative_depth)?,
                Operator::BrTable { targets } => {
                    leave(targets.default())?;
                    for target in targets.targets() {
                        leave(target.ok()?)?;
                    }
                }
                Operator::Return => {
                    region.exits.insert(Exit::Return, true);
                }
                Operator::LocalGet { local_index } => read.insert(*local_index),
                Operator::LocalSet { local_index } | Operator::LocalTee { local_index } => written.insert(*local_index),
                _ => {}
            }
        }
        let mut later = Locals::default();
        for exit in region.exits.keys() {
            match exit {
                Exit::Return => {}
                Exit::Through => later.insert_all(function.live.behind.get(&innermost?.start)?),
                Exit::Label(label) => later.insert_all(function.live.at_label.get(&own(*label)?.start)?),
            }
        }
        let before = function.live.at.get(&start)?;
        let locals = || 0..function.locals.len() as u32;
        let mut outputs: Vec<u32> = locals()
            .filter(|local| written.contains(*local) && later.contains(*local))
            .collect();
        let mut inputs: Vec<u32> = locals()
            .filter(|local| before.contains(*local) && (read.contains(*local) || outputs.contains(local)))
            .collect();
        // Sorted by type, so that few signatures are needed.
        for list in [&mut inputs, &mut outputs] {
            list.sort_by_key(|local| (order(function.locals[*local as usize]), *local));
        }
        (region.inputs, region.outputs) = (inputs, outputs);
        let can_be_given = region.exits.keys().all(|exit| {
            let values = region.values_of(function, *exit);
            values.len() <= 1 && (region.exits.len() < 2 || values.iter().all(|of| is_number(*of)))
        });
        (can_be_given && start < end).then_some(region)
    }

    /// About how many bytes longer it is than the call that takes its place.
    fn gain(&self, function: &Function<'_>) -> isize {
        const CALL: usize = 9; // the place in the table, the signature, and what tells of the stand-in
        const BRANCH: usize = 4;
        let call = CALL + 2 * (self.inputs.len() + self.outputs.len()) + BRANCH * self.exits.len();
        (function.offsets[self.end] - function.offsets[self.start]).cast_signed() - call.cast_signed()
    }

    /// The types of what is on the stack when the code is left.
    fn values_of<'t>(&'t self, function: &'t Function<'_>, exit: Exit) -> &'t [ValType] {
        match exit {
            Exit::Through => &self.through,
            Exit::Return => &function.results,
            Exit::Label(_) => &[],
        }
    }

    /// The types of values that are handed over in local variables, since not every exit has them.
    fn extras(&self, function: &Function<'_>) -> Vec<ValType> {
        if self.exits.len() < 2 {
            return Vec::new();
        }
        let mut extras: Vec<ValType> = Vec::new();
        for exit in self.exits.keys() {
            extras.extend(self.values_of(function, *exit));
        }
        extras.sort_by_key(|of| order(*of));
        extras.dedup();
        extras
    }

    /// The function.
    pub fn call(&self, function: &Function<'_>) -> Result<Call, String> {
        let type_of = |local: &u32| function.locals[*local as usize];
        let mut parameters = self.operands.clone();
        parameters.extend(self.inputs.iter().map(type_of));
        let extras = self.extras(function);
        let mut results = Vec::new();
        if let [exit] = self.exits.keys().collect::<Vec<_>>()[..] {
            results.extend(self.values_of(function, *exit));
        } else if self.exits.len() > 1 {
            results.push(ValType::I32);
        }
        results.extend(&extras);
        results.extend(self.outputs.iter().map(type_of));
        let body = Writer::new(self, function, &parameters, &extras).write()?;
        Ok(Call {
            parameters,
            results,
            body,
        })
    }

    /// Writes the call of the function with this index, and the branches behind it. `scratch` gives a new local variable.
    pub fn write_call(
        &self,
        function: &Function<'_>,
        index: u32,
        scratch: &mut impl FnMut(ValType) -> u32,
        body: &mut Body,
    ) {
        for local in &self.inputs {
            body.instruction(&Instruction::LocalGet(*local));
        }
        body.instruction(&Instruction::Call(index));
        for local in self.outputs.iter().rev() {
            body.instruction(&Instruction::LocalSet(*local));
        }
        let extras: Vec<(ValType, u32)> = self.extras(function).iter().map(|of| (*of, scratch(*of))).collect();
        for (_, local) in extras.iter().rev() {
            body.instruction(&Instruction::LocalSet(*local));
        }
        let exits: Vec<Exit> = self.exits.keys().copied().collect();
        let values = |exit: Exit, body: &mut Body| {
            for of in self.values_of(function, exit) {
                for (_, local) in extras.iter().filter(|(extra, _)| extra == of) {
                    body.instruction(&Instruction::LocalGet(*local));
                }
            }
        };
        match exits[..] {
            [] => {
                body.instruction(&Instruction::Unreachable);
            }
            [Exit::Through] => {}
            [Exit::Return] => {
                body.instruction(&Instruction::Return);
            }
            [Exit::Label(label)] => {
                body.instruction(&Instruction::Br(label));
            }
            // The number of the exit is on the stack.
            [Exit::Through, Exit::Return] => {
                body.instruction(&Instruction::If(BlockType::Empty));
                values(Exit::Return, body);
                body.instruction(&Instruction::Return).instruction(&Instruction::End);
                values(Exit::Through, body);
            }
            [inline @ (Exit::Through | Exit::Return), Exit::Label(label)] => {
                body.instruction(&Instruction::BrIf(label));
                values(inline, body);
                if inline == Exit::Return {
                    body.instruction(&Instruction::Return);
                }
            }
            _ => {
                let number = scratch(ValType::I32);
                body.instruction(&Instruction::LocalSet(number));
                let mut inline = None;
                for (exit, value) in exits.iter().zip(0..) {
                    if *exit == Exit::Through {
                        inline = Some(*exit);
                        continue;
                    }
                    body.instruction(&Instruction::LocalGet(number))
                        .instruction(&Instruction::I32Const(value))
                        .instruction(&Instruction::I32Eq);
                    if let Exit::Label(label) = exit {
                        body.instruction(&Instruction::BrIf(*label));
                    } else {
                        body.instruction(&Instruction::If(BlockType::Empty));
                        values(*exit, body);
                        body.instruction(&Instruction::Return).instruction(&Instruction::End);
                    }
                }
                match inline {
                    Some(exit) => values(exit, body),
                    None => {
                        body.instruction(&Instruction::Unreachable);
                    }
                }
            }
        }
    }
}

/// Writes the function that a region becomes.
struct Writer<'r, 'a> {
    region: &'r Region,
    function: &'r Function<'a>,
    exits: Vec<Exit>,
    extras: &'r [ValType],
    /// The local variables of the function by those of the one that the region is taken out of.
    locals: BTreeMap<u32, u32>,
    /// For each extra, a local variable.
    kept: Vec<u32>,
    body: Body,
}

impl<'r, 'a> Writer<'r, 'a> {
    fn new(region: &'r Region, function: &'r Function<'a>, parameters: &[ValType], extras: &'r [ValType]) -> Self {
        let handed = region.operands.len() as u32;
        let mut locals: BTreeMap<u32, u32> = region.inputs.iter().copied().zip(handed..).collect();
        let mut others: Vec<u32> = Vec::new();
        for operator in &function.operators[region.start..region.end] {
            if let Operator::LocalGet { local_index }
            | Operator::LocalSet { local_index }
            | Operator::LocalTee { local_index } = operator
                && !locals.contains_key(local_index)
                && !others.contains(local_index)
            {
                others.push(*local_index);
            }
        }
        others.sort_by_key(|local| (order(function.locals[*local as usize]), *local));
        let mut declared: Vec<ValType> = Vec::new();
        for local in others {
            locals.insert(local, (parameters.len() + declared.len()) as u32);
            declared.push(function.locals[local as usize]);
        }
        let kept = (parameters.len() + declared.len()) as u32;
        declared.extend(extras);
        Self {
            region,
            function,
            exits: region.exits.keys().copied().collect(),
            extras,
            locals,
            kept: (kept..).take(extras.len()).collect(),
            body: Body::new_with_locals_types(declared.into_iter().map(encoded)),
        }
    }

    fn write(mut self) -> Result<Body, String> {
        let region = self.region;
        // The function itself is the label if there is one exit and nothing follows it.
        let is_plain = match &self.exits[..] {
            [exit] => region.outputs.is_empty() || !region.exits[exit],
            exits => exits.is_empty(),
        };
        if !is_plain {
            for exit in self.exits.iter().rev() {
                self.body
                    .instruction(&Instruction::Block(match region.values_of(self.function, *exit) {
                        [of] => BlockType::Result(encoded(*of)),
                        _ => BlockType::Empty,
                    }));
            }
        }
        for operand in 0..region.operands.len() as u32 {
            self.body.instruction(&Instruction::LocalGet(operand));
        }
        let mut depth = 0;
        for operator in &self.function.operators[region.start..region.end] {
            self.write_operator(operator, &mut depth)?;
        }
        // Code that is never reached may be before the end, and leave on the stack what the sequence should.
        let last = &self.function.operators[region.end - 1];
        let is_end_reached = self.function.is_end_reached.get(&region.end) == Some(&true);
        if !is_end_reached && !matches!(last, Operator::Br { .. } | Operator::Return | Operator::Unreachable) {
            self.body.instruction(&Instruction::Unreachable);
        }
        if is_plain {
            self.write_outputs();
        } else {
            for number in 0..self.exits.len() {
                self.body.instruction(&Instruction::End);
                self.write_exit(number);
                if number + 1 < self.exits.len() {
                    self.body.instruction(&Instruction::Return);
                }
            }
        }
        self.body.instruction(&Instruction::End);
        Ok(self.body)
    }

    fn write_operator(&mut self, operator: &Operator<'a>, depth: &mut u32) -> Result<(), String> {
        let local = |index: &u32| self.locals[index];
        let instruction = match operator {
            Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. } => {
                *depth += 1;
                same(operator)?
            }
            Operator::End => {
                *depth -= 1;
                Instruction::End
            }
            Operator::LocalGet { local_index } => Instruction::LocalGet(local(local_index)),
            Operator::LocalSet { local_index } => Instruction::LocalSet(local(local_index)),
            Operator::LocalTee { local_index } => Instruction::LocalTee(local(local_index)),
            Operator::Br { relative_depth } => Instruction::Br(self.label(*relative_depth, *depth)),
            Operator::BrIf { relative_depth } => Instruction::BrIf(self.label(*relative_depth, *depth)),
            Operator::BrTable { targets } => {
                let labels: Result<Vec<u32>, _> = targets.targets().collect();
                let labels = labels.map_err(crate::program::invalid)?;
                Instruction::BrTable(
                    labels.into_iter().map(|label| self.label(label, *depth)).collect(),
                    self.label(targets.default(), *depth),
                )
            }
            Operator::Return => Instruction::Br(*depth + self.number(Exit::Return)),
            _ => same(operator)?,
        };
        self.body.instruction(&instruction);
        Ok(())
    }

    /// Where a branch leads that is in so many nests of the region.
    fn label(&self, label: u32, depth: u32) -> u32 {
        let Some(outer) = label.checked_sub(depth) else {
            return label;
        };
        let exit = if self.region.exits.contains_key(&Exit::Label(outer)) {
            Exit::Label(outer)
        } else if outer == 0 && self.region.exits.contains_key(&Exit::Through) {
            Exit::Through
        } else {
            Exit::Return
        };
        depth + self.number(exit)
    }

    fn number(&self, exit: Exit) -> u32 {
        self.exits.iter().position(|one| *one == exit).unwrap_or(0) as u32
    }

    /// Writes what the function gives at this exit, where the values of the exit are on the stack.
    fn write_exit(&mut self, number: usize) {
        if self.exits.len() > 1 {
            let values = self.region.values_of(self.function, self.exits[number]).to_vec();
            let kept = |of: &ValType| {
                self.extras
                    .iter()
                    .position(|extra| extra == of)
                    .map(|nth| self.kept[nth])
            };
            if let Some(local) = values.first().and_then(kept) {
                self.body.instruction(&Instruction::LocalSet(local));
            }
            self.body.instruction(&Instruction::I32Const(number as i32));
            for local in &self.kept {
                self.body.instruction(&Instruction::LocalGet(*local));
            }
        }
        self.write_outputs();
    }

    fn write_outputs(&mut self) {
        for local in &self.region.outputs {
            self.body.instruction(&Instruction::LocalGet(self.locals[local]));
        }
    }
}

/// An operator as it is.
pub fn same<'a>(operator: &Operator<'a>) -> Result<Instruction<'a>, String> {
    RoundtripReencoder
        .instruction(operator.clone())
        .map_err(crate::program::invalid)
}

/// A type as it is written.
pub fn encoded(of: ValType) -> wasm_encoder::ValType {
    RoundtripReencoder.val_type(of).unwrap_or(wasm_encoder::ValType::I32)
}

/// Sorts types.
const fn order(of: ValType) -> u8 {
    match of {
        ValType::I32 => 0,
        ValType::I64 => 1,
        ValType::F32 => 2,
        ValType::F64 => 3,
        ValType::V128 => 4,
        ValType::Ref(_) => 5,
    }
}

/// Whether values of this type are numbers. A local variable that nothing was written to has the number zero.
const fn is_number(of: ValType) -> bool {
    !matches!(of, ValType::Ref(_))
}

//! Takes code that did not run out of functions that did, so that it can be in the second part: hot/cold splitting.
//!
//! A function that the first picture needs has code for much that does not happen then: other states, lists, failures. From
//! the notes of the blocks that ran follows where such code begins; from there to the end of its sequence it becomes a
//! function of its own, and a call takes its place. The program does the same, whatever the notes say.

mod function;
mod region;

use crate::blocks::count;
use crate::program::{Program, invalid};
use function::Function;
use region::{Region, encoded, same};
use std::collections::BTreeMap;
use std::convert::Infallible;
use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{CodeSection, Encode, Function as Body, FunctionSection, Module, TypeSection};
use wasmparser::{FunctionBody, FunctionSectionReader, Parser, TypeSectionReader, ValType, ValidPayload, Validator};

/// A program whose functions have only code that ran, as far as it is worth it.
pub struct Separated {
    /// The program.
    pub wasm: Vec<u8>,
    /// For each defined function whether any of it ran.
    pub ran: Vec<bool>,
    /// How many pieces of code have become functions.
    pub regions: usize,
}

/// Takes the code that did not run out of the functions that did: `ran` tells of each block whether it did, and `least_gain`
/// how many bytes longer such code has to be than the call that takes its place.
///
/// # Errors
///
/// If it is no valid module, or `ran` is of another program.
pub fn separate(wasm: &[u8], ran: &[bool], least_gain: isize) -> Result<Separated, String> {
    let program = Program::read(wasm)?;
    let mut changed = Changed {
        least_gain,
        ..Changed::default()
    };
    let mut called = Vec::new();
    let mut blocks = ran;
    let mut validator = Validator::new();
    for payload in Parser::new(0).parse_all(wasm) {
        let valid = validator.payload(&payload.map_err(invalid)?).map_err(invalid)?;
        let ValidPayload::Func(to_validate, body) = valid else {
            continue;
        };
        let own = blocks
            .split_at_checked(count(&body)?)
            .ok_or("there are notes of fewer blocks than the program has")?;
        blocks = own.1;
        called.push(own.0[0]);
        let function = if own.0[0] && own.0.contains(&false) {
            Function::read(&program, to_validate, &body, own.0)?
        } else {
            None
        };
        let body = function.map(|function| changed.take(&program, &function)).transpose()?;
        changed.bodies.push(body.flatten());
    }
    if !blocks.is_empty() {
        return Err("there are notes of more blocks than the program has".to_owned());
    }
    called.resize(called.len() + changed.functions.len(), false);
    let regions = changed.regions;
    let mut module = Module::new();
    utils::parse_core_module(&mut changed, &mut module, Parser::new(0), wasm).map_err(invalid)?;
    Ok(Separated {
        wasm: module.finish(),
        ran: called,
        regions,
    })
}

/// What is changed in a program.
#[derive(Default)]
struct Changed {
    least_gain: isize,
    /// The code of each defined function, if it is another than before.
    bodies: Vec<Option<Body>>,
    /// How many of them have been written.
    written: usize,
    types: Vec<(Vec<ValType>, Vec<ValType>)>,
    /// The types of the new functions.
    functions: Vec<u32>,
    new: Vec<Body>,
    /// New functions by their types and code: the same code is there once.
    known: BTreeMap<(u32, Vec<u8>), u32>,
    regions: usize,
}

impl Changed {
    /// Takes code out of a function, and returns what is left; `None` if it stays as it is.
    fn take(&mut self, program: &Program<'_>, function: &Function<'_>) -> Result<Option<Body>, String> {
        let regions = region::find(function, self.least_gain);
        if regions.is_empty() {
            return Ok(None);
        }
        let mut calls = Vec::new();
        for region in &regions {
            calls.push(self.function(program, region.call(function)?));
        }
        self.regions += regions.len();
        // What is needed behind the calls is known when they have been written.
        let mut extra: Vec<ValType> = Vec::new();
        write(function, &regions, &calls, &[], &mut extra)?;
        let none = &mut Vec::new();
        write(function, &regions, &calls, &extra, none).map(Some)
    }

    /// The index of a new function.
    fn function(&mut self, program: &Program<'_>, call: region::Call) -> u32 {
        let (parameters, results) = (call.parameters, call.results);
        let old = program
            .types
            .iter()
            .position(|of| of.params() == parameters && of.results() == results);
        let of = old.unwrap_or_else(|| {
            let wanted = (parameters, results);
            let new = self.types.iter().position(|of| *of == wanted).unwrap_or_else(|| {
                self.types.push(wanted);
                self.types.len() - 1
            });
            program.types.len() + new
        }) as u32;
        let mut bytes = Vec::new();
        call.body.encode(&mut bytes);
        *self.known.entry((of, bytes)).or_insert_with(|| {
            self.functions.push(of);
            self.new.push(call.body);
            (program.function_types.len() + self.new.len() - 1) as u32
        })
    }
}

/// The code of a function with calls in place of its regions. `extra` are the types of its new local variables; those that it
/// would need beyond them are added to `missing`.
fn write(
    function: &Function<'_>,
    regions: &[Region],
    calls: &[u32],
    extra: &[ValType],
    missing: &mut Vec<ValType>,
) -> Result<Body, String> {
    let declared = function.locals[function.parameters..].iter().chain(extra);
    let mut body = Body::new_with_locals_types(declared.map(|of| encoded(*of)));
    let first = function.locals.len();
    let mut at = 0;
    for (region, call) in regions.iter().zip(calls) {
        for operator in &function.operators[at..region.start] {
            body.instruction(&same(operator)?);
        }
        // Each region may use the same.
        let mut used = vec![false; extra.len() + missing.len()];
        let mut scratch = |of: ValType| {
            let all = extra.iter().chain(missing.iter());
            let free = all.zip(&used).position(|(one, used)| *one == of && !used);
            let nth = free.unwrap_or_else(|| {
                missing.push(of);
                used.push(false);
                used.len() - 1
            });
            used[nth] = true;
            (first + nth) as u32
        };
        region.write_call(function, *call, &mut scratch, &mut body);
        at = region.end;
    }
    for operator in &function.operators[at..] {
        body.instruction(&same(operator)?);
    }
    Ok(body)
}

impl Reencode for Changed {
    type Error = Infallible;

    fn parse_type_section(
        &mut self,
        types: &mut TypeSection,
        section: TypeSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        utils::parse_type_section(self, types, section)?;
        for (parameters, results) in &self.types {
            let encoded = |list: &[ValType]| list.iter().map(|of| encoded(*of)).collect::<Vec<_>>();
            types.ty().function(encoded(parameters), encoded(results));
        }
        Ok(())
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: FunctionSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        utils::parse_function_section(self, functions, section)?;
        for of in &self.functions {
            functions.function(*of);
        }
        Ok(())
    }

    fn parse_function_body(&mut self, code: &mut CodeSection, body: FunctionBody<'_>) -> Result<(), Error<Infallible>> {
        match self.bodies.get_mut(self.written).and_then(Option::take) {
            Some(changed) => {
                code.function(&changed);
            }
            None => utils::parse_function_body(self, code, body)?,
        }
        self.written += 1;
        if self.written == self.bodies.len() {
            for new in &self.new {
                code.function(new);
            }
        }
        Ok(())
    }
}

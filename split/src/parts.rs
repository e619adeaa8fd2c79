//! Divides a program into a first and a second part.
//!
//! The first has the memory and the tables, and the functions that are needed first. The second imports them and has the
//! other functions, and the constants that nothing else can reach ([`crate::constants`]), which are written when it is
//! instantiated. The parts call each other so:
//!
//! - The second part imports functions of the first by their places in the table of functions, which take less room than
//!   names: see [`shared_name`].
//! - The first part calls those of the second through the table of functions, where each has a place. Until the second
//!   part is there, a stand-in is in that place (see second.js), which loads the second part and then calls what has
//!   taken its place.

use crate::constants::Constants;
use crate::memory::{Memory, Segments};
use crate::program::{FUNCTIONS, Program, invalid, write_number};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::convert::Infallible;
use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{
    CodeSection, ConstExpr, CustomSection, DataCountSection, DataSection, ElementSection, Elements, EntityType,
    ExportKind, ExportSection, FunctionSection, GlobalSection, ImportSection, Instruction, MemorySection, Module,
    StartSection, TableSection, TableType, TypeSection,
};
use wasmparser::{ExternalKind, FunctionBody, Operator, ValType};

/// The module from which the second part imports.
pub const FIRST: &str = "first";

/// The module from which the first part imports, whatever it was called before: together with [`import_name`] this saves
/// 10 KB gzip, half of it in wasm-bindgen's script.
pub const IMPORTS: &str = "i";

/// How the names of functions of the first part start in the second: see [`shared_name`].
const SHARED: &str = "~";

/// The custom section of the first part that tells which stand-ins it needs: see [`stand_ins`].
pub const STAND_INS: &str = "stand-ins";

/// The two parts.
pub struct Parts {
    /// What is needed first.
    pub first: Vec<u8>,
    /// What may follow.
    pub second: Vec<u8>,
    /// Functions of the first part.
    pub first_functions: usize,
    /// Functions of the second part.
    pub second_functions: usize,
    /// Places in the table that stand-ins take.
    pub stand_ins: usize,
    /// Functions and imports of the first part that the second calls.
    pub shared: usize,
    /// Bytes of constants in the second part.
    pub second_constants: usize,
}

/// Divides `wasm`. `is_first` tells for each defined function whether the first part has it; those that JavaScript calls
/// are there in any case.
///
/// # Errors
///
/// If it is no module, has something in it that cannot be divided, or `is_first` is of another program.
pub fn divide(wasm: &[u8], is_first: &[bool]) -> Result<Parts, String> {
    divide_and_fill(wasm, is_first, 0)
}

/// As [`divide`]; until the second part is there, this byte is where its constants will be.
///
/// # Errors
///
/// As [`divide`].
pub fn divide_and_fill(wasm: &[u8], is_first: &[bool], byte: u8) -> Result<Parts, String> {
    let program = Program::read(wasm)?;
    let defined = program.bodies.len();
    if is_first.len() != defined {
        return Err(format!(
            "the program has {defined} functions, but it is told of {} which are needed first",
            is_first.len()
        ));
    }
    let mut division = Division::new(&program, is_first);
    division.find_calls_between_parts()?;
    let constants = program
        .constants
        .map(Constants::read_section)
        .transpose()?
        .unwrap_or_default();
    let later = constants.of_second_part(&program, &division.is_first)?;
    // What is used piece by piece, or is at a place that is computed, stays as it is.
    let memory = if division.uses_data { None } else { Memory::of(&program) };
    let (first_data, second_data) = match &memory {
        Some(memory) if !later.is_empty() => (
            Some(memory.filled(&later, byte)),
            memory.segments_at(&later, |gap| constants.are_constant(gap)),
        ),
        _ => (None, Segments::new()),
    };
    let second = division.second(&second_data)?;
    let first = division.first(first_data.as_ref().map(Memory::segments))?;
    Ok(Parts {
        first,
        second,
        first_functions: division.is_first.iter().filter(|is| **is).count(),
        second_functions: division.is_first.iter().filter(|is| !**is).count(),
        stand_ins: division.second_places().count(),
        shared: division.shared.len(),
        second_constants: second_data.iter().map(|(_, bytes)| bytes.len()).sum(),
    })
}

/// The section of this data.
fn data_section(segments: &Segments<'_>) -> DataSection {
    let mut data = DataSection::new();
    for (address, bytes) in segments {
        data.active(0, &ConstExpr::i32_const(address.cast_signed()), bytes.iter().copied());
    }
    data
}

/// A division of a program.
struct Division<'p, 'a> {
    program: &'p Program<'a>,
    /// For each defined function.
    is_first: Vec<bool>,
    /// The function at each place of the table, with new places at the end.
    places: Vec<Option<u32>>,
    /// The first place of a function in the table.
    place_of: BTreeMap<u32, u32>,
    /// The functions that the second part imports, with their places in the table.
    shared: BTreeMap<u32, u32>,
    /// The index of each function in the part that has it: first for the first part, then for the second.
    indices: Vec<u32>,
    /// Whether the program uses its data piece by piece.
    uses_data: bool,
}

impl<'p, 'a> Division<'p, 'a> {
    fn new(program: &'p Program<'a>, is_first: &[bool]) -> Self {
        let imported = program.imported();
        let mut is_first = is_first.to_vec();
        let exported = program
            .exports
            .iter()
            .filter(|(_, kind, _)| *kind == ExternalKind::Func);
        for function in exported.map(|(_, _, index)| *index).chain(program.start) {
            if let Some(defined) = function.checked_sub(imported) {
                is_first[defined as usize] = true;
            }
        }
        let mut place_of = BTreeMap::new();
        for (place, function) in program.places.iter().enumerate() {
            if let Some(function) = function {
                place_of.entry(*function).or_insert(place as u32);
            }
        }
        let mut division = Self {
            program,
            is_first,
            places: program.places.clone(),
            place_of,
            shared: BTreeMap::new(),
            indices: Vec::new(),
            uses_data: false,
        };
        // The table has room for all that the program itself puts there; new places follow.
        let room = program.tables.first().map_or(0, |table| table.initial as usize);
        division.places.resize(room.max(division.places.len()), None);
        division
    }

    /// Whether a function, imported or defined, is in the first part.
    fn in_first(&self, function: u32) -> bool {
        function
            .checked_sub(self.program.imported())
            .is_none_or(|defined| self.is_first[defined as usize])
    }

    /// Gives places in the table to the functions that the first part calls in the second, and notes those that the second
    /// calls in the first.
    fn find_calls_between_parts(&mut self) -> Result<(), String> {
        let mut shared = Vec::new();
        for (defined, body) in self.program.bodies.iter().enumerate() {
            let from_first = self.is_first[defined];
            for operator in body.get_operators_reader().map_err(invalid)? {
                match operator.map_err(invalid)? {
                    Operator::Call { function_index } => match (from_first, self.in_first(function_index)) {
                        (true, false) => {
                            self.place(function_index);
                        }
                        (false, true) => shared.push(function_index),
                        _ => {}
                    },
                    Operator::RefFunc { .. } | Operator::ReturnCall { .. } => {
                        return Err("a call that the splitter does not know".to_owned());
                    }
                    Operator::MemoryInit { .. }
                    | Operator::DataDrop { .. }
                    | Operator::TableInit { .. }
                    | Operator::ElemDrop { .. } => {
                        if !from_first {
                            return Err("data or elements that are used one by one".to_owned());
                        }
                        self.uses_data = true;
                    }
                    _ => {}
                }
            }
        }
        shared.sort_unstable();
        shared.dedup();
        for function in shared {
            let place = self.place(function);
            self.shared.insert(function, place);
        }
        Ok(())
    }

    /// The place of a function in the table; a new one if it has none.
    fn place(&mut self, function: u32) -> u32 {
        *self.place_of.entry(function).or_insert_with(|| {
            self.places.push(Some(function));
            self.places.len() as u32 - 1
        })
    }

    /// The places of the table with functions of the second part, and those functions.
    fn second_places(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        self.places
            .iter()
            .zip(0..)
            .filter_map(|(function, place)| Some((place, (*function)?)))
            .filter(|(_, function)| !self.in_first(*function))
    }

    /// The type of a function.
    fn type_of(&self, function: u32) -> u32 {
        self.program.function_types[function as usize]
    }

    /// The tables, with room for the new places.
    fn tables(&mut self) -> Result<Vec<TableType>, String> {
        let mut tables = Vec::new();
        for (table, index) in self.program.tables.iter().zip(0..) {
            let mut table = utils::table_type(self, *table).map_err(invalid)?;
            if index == FUNCTIONS {
                table.minimum = self.places.len() as u64;
                table.maximum = table.maximum.map(|most| most.max(table.minimum));
            }
            tables.push(table);
        }
        Ok(tables)
    }

    fn types(&mut self) -> Result<TypeSection, String> {
        let mut types = TypeSection::new();
        if let Some(section) = &self.program.sections.types {
            utils::parse_type_section(self, &mut types, section.clone()).map_err(invalid)?;
        }
        Ok(types)
    }

    fn code(&mut self, of_first: bool) -> Result<(FunctionSection, CodeSection), String> {
        let mut functions = FunctionSection::new();
        let mut code = CodeSection::new();
        let program = self.program;
        for (defined, body) in program.bodies.iter().enumerate() {
            if self.is_first[defined] == of_first {
                functions.function(self.type_of(program.imported() + defined as u32));
                self.write_body(&mut code, body, of_first).map_err(invalid)?;
            }
        }
        Ok((functions, code))
    }

    fn write_body(
        &mut self,
        code: &mut CodeSection,
        body: &FunctionBody<'_>,
        of_first: bool,
    ) -> Result<(), Error<Infallible>> {
        let mut function = self.new_function_with_parsed_locals(body)?;
        for operator in body.get_operators_reader()? {
            match operator? {
                Operator::Call { function_index } if of_first && !self.in_first(function_index) => {
                    let place = self.place_of[&function_index];
                    function.instruction(&Instruction::I32Const(place.cast_signed()));
                    function.instruction(&Instruction::CallIndirect {
                        type_index: self.type_of(function_index),
                        table_index: FUNCTIONS,
                    });
                }
                other => {
                    function.instruction(&self.instruction(other)?);
                }
            }
        }
        code.function(&function);
        Ok(())
    }

    /// The first part.
    fn first(&mut self, divided: Option<Segments<'_>>) -> Result<Vec<u8>, String> {
        let program = self.program;
        let mut next = 0;
        self.indices = (0..program.function_types.len() as u32)
            .map(|function| {
                let index = next;
                next += u32::from(self.in_first(function));
                index
            })
            .collect();

        let mut imports = ImportSection::new();
        for number in 0..program.imported() {
            let of = EntityType::Function(self.type_of(number));
            imports.import(IMPORTS, &import_name(number), of);
        }
        let mut tables = TableSection::new();
        for table in self.tables()? {
            tables.table(table);
        }
        let mut memories = MemorySection::new();
        for memory in &program.memories {
            memories.memory(utils::memory_type(self, *memory));
        }
        let mut globals = GlobalSection::new();
        if let Some(section) = &program.sections.globals {
            utils::parse_global_section(self, &mut globals, section.clone()).map_err(invalid)?;
        }
        let mut exports = ExportSection::new();
        for (name, kind, index) in &program.exports {
            match kind {
                ExternalKind::Func => exports.export(name, ExportKind::Func, self.indices[*index as usize]),
                kind => exports.export(name, utils::export_kind(self, *kind), *index),
            };
        }
        for (kind, letter, count) in self.state() {
            for index in 0..count {
                exports.export(&state_name(letter, index), kind, index);
            }
        }
        let mut elements = ElementSection::new();
        let functions: Vec<u32> = self
            .places
            .iter()
            .skip(1)
            .map(|function| match function {
                Some(function) if self.in_first(*function) => self.indices[*function as usize],
                _ => 0, // a stand-in follows before anything is called
            })
            .collect();
        elements.active(
            None,
            &ConstExpr::i32_const(1),
            Elements::Functions(Cow::Owned(functions)),
        );
        let mut data = DataSection::new();
        if let Some(segments) = &divided {
            data = data_section(segments);
        } else if let Some(section) = &program.sections.data {
            utils::parse_data_section(self, &mut data, section.clone()).map_err(invalid)?;
        }
        let (functions, code) = self.code(true)?;
        let stand_ins = stand_ins(
            &program.types,
            self.second_places()
                .map(|(place, function)| (place, self.type_of(function))),
        )?;

        let mut module = Module::new();
        module.section(&self.types()?);
        module
            .section(&imports)
            .section(&functions)
            .section(&tables)
            .section(&memories);
        module.section(&globals).section(&exports);
        if let Some(start) = program.start {
            module.section(&StartSection {
                function_index: self.indices[start as usize],
            });
        }
        module.section(&elements);
        if program.sections.data_count.is_some() {
            module.section(&DataCountSection { count: data.len() });
        }
        module.section(&code).section(&data);
        module.section(&CustomSection {
            name: STAND_INS.into(),
            data: stand_ins.into(),
        });
        Ok(module.finish())
    }

    /// Memories, global variables and tables, which the parts share: how many, and the letter of their names.
    fn state(&self) -> [(ExportKind, char, u32); 3] {
        [
            (ExportKind::Memory, 'm', self.program.memories.len() as u32),
            (ExportKind::Global, 'g', self.program.globals.len() as u32),
            (ExportKind::Table, 't', self.program.tables.len() as u32),
        ]
    }

    /// The second part.
    fn second(&mut self, data: &Segments<'_>) -> Result<Vec<u8>, String> {
        let program = self.program;
        let mut imports = ImportSection::new();
        self.indices = vec![0; program.function_types.len()];
        for ((function, place), number) in self.shared.iter().zip(0..) {
            let of = EntityType::Function(self.type_of(*function));
            imports.import(FIRST, &shared_name(*place), of);
            self.indices[*function as usize] = number;
        }
        let mut next = self.shared.len() as u32;
        for function in program.imported()..program.function_types.len() as u32 {
            if !self.in_first(function) {
                self.indices[function as usize] = next;
                next += 1;
            }
        }
        for (memory, index) in program.memories.iter().zip(0..) {
            let memory = utils::memory_type(self, *memory);
            imports.import(FIRST, &state_name('m', index), EntityType::Memory(memory));
        }
        for (global, index) in program.globals.iter().zip(0..) {
            let global = utils::global_type(self, *global).map_err(invalid)?;
            imports.import(FIRST, &state_name('g', index), EntityType::Global(global));
        }
        for (table, index) in self.tables()?.into_iter().zip(0..) {
            imports.import(FIRST, &state_name('t', index), EntityType::Table(table));
        }
        let mut elements = ElementSection::new();
        let places: Vec<(u32, u32)> = self.second_places().collect();
        for run in places.chunk_by(|one, next| one.0 + 1 == next.0) {
            let functions = run.iter().map(|(_, function)| self.indices[*function as usize]);
            elements.active(
                None,
                &ConstExpr::i32_const(run[0].0.cast_signed()),
                Elements::Functions(functions.collect()),
            );
        }
        let (functions, code) = self.code(false)?;
        let mut module = Module::new();
        module.section(&self.types()?);
        module
            .section(&imports)
            .section(&functions)
            .section(&elements)
            .section(&code);
        if !data.is_empty() {
            module.section(&data_section(data));
        }
        Ok(module.finish())
    }
}

impl Reencode for Division<'_, '_> {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, Error<Infallible>> {
        Ok(self.indices[function as usize])
    }
}

/// The name under which the second part imports the function at this place in the table: no name that wasm-bindgen gives,
/// followed by the place as JavaScript reads it with `parseInt(…, 36)`.
pub fn shared_name(mut place: u32) -> String {
    let mut digits = Vec::new();
    loop {
        digits.extend(char::from_digit(place % 36, 36));
        place /= 36;
        if place == 0 {
            break;
        }
    }
    SHARED.chars().chain(digits.into_iter().rev()).collect()
}

/// The name of the import with this number, which is also a name in JavaScript.
pub fn import_name(number: u32) -> String {
    const DIGITS: &[u8; 64] = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ$_";
    let mut name = "i".to_owned();
    let mut rest = number as usize;
    loop {
        name.push(char::from(DIGITS[rest % DIGITS.len()]));
        rest /= DIGITS.len();
        if rest == 0 {
            return name;
        }
    }
}

/// The name under which the first part exports a memory, global variable or table to the second.
fn state_name(letter: char, index: u32) -> String {
    format!("={letter}{index}")
}

/// What second.js makes the stand-ins of: how many signatures there are and, for each, the number of its parameters, their
/// types, and the number of results and their types; then for each run of places with stand-ins the number of places since
/// the last run, the number of places in it, and for each a byte with its signature. Numbers are LEB128, as in WebAssembly.
fn stand_ins(types: &[wasmparser::FuncType], places: impl Iterator<Item = (u32, u32)>) -> Result<Vec<u8>, String> {
    let places: Vec<(u32, u32)> = places.collect();
    let mut used: Vec<u32> = places.iter().map(|(_, of)| *of).collect();
    used.sort_unstable();
    used.dedup();
    let mut bytes = Vec::new();
    write_number(&mut bytes, used.len() as u32);
    for of in &used {
        for list in [types[*of as usize].params(), types[*of as usize].results()] {
            write_number(&mut bytes, list.len() as u32);
            for value in list {
                bytes.push(match value {
                    ValType::I32 => 0x7f,
                    ValType::I64 => 0x7e,
                    ValType::F32 => 0x7d,
                    ValType::F64 => 0x7c,
                    ValType::V128 => 0x7b,
                    ValType::Ref(of) if of.is_extern_ref() => 0x6f,
                    ValType::Ref(_) => return Err("a function that takes or gives functions".to_owned()),
                });
            }
        }
    }
    let mut last = 0;
    for run in places.chunk_by(|one, next| one.0 + 1 == next.0) {
        write_number(&mut bytes, run[0].0 - last);
        write_number(&mut bytes, run.len() as u32);
        for (place, of) in run {
            let signature = used.binary_search(of).unwrap_or_default();
            write_number(&mut bytes, signature as u32);
            last = place + 1;
        }
    }
    Ok(bytes)
}

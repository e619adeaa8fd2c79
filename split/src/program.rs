//! A program as it was compiled: what the splitter has to know about it.

use crate::constants::CONSTANTS;
use wasmparser::{
    CompositeInnerType, Data, DataKind, DataSectionReader, ElementItems, ElementKind, ExternalKind, FuncType,
    FunctionBody, GlobalSectionReader, GlobalType, Import, MemoryType, Operator, Parser, Payload, TableType, TypeRef,
    TypeSectionReader,
};

/// The table of functions that are called by their place: Rust's function pointers and virtual calls.
pub const FUNCTIONS: u32 = 0;

/// A program of one module. Indices are those of WebAssembly: imported functions are counted before defined ones.
pub struct Program<'a> {
    /// The sections that are written again as they are.
    pub sections: Sections<'a>,
    /// The signatures.
    pub types: Vec<FuncType>,
    /// What the program imports: functions only.
    pub imports: Vec<Import<'a>>,
    /// The type of each function, imported ones first.
    pub function_types: Vec<u32>,
    /// The code of each defined function.
    pub bodies: Vec<FunctionBody<'a>>,
    /// The tables.
    pub tables: Vec<TableType>,
    /// The memories.
    pub memories: Vec<MemoryType>,
    /// The types of the global variables.
    pub globals: Vec<GlobalType>,
    /// What is exported: name, kind, index.
    pub exports: Vec<(&'a str, ExternalKind, u32)>,
    /// The function that runs at instantiation, if there is one.
    pub start: Option<u32>,
    /// The function at each place of the table [`FUNCTIONS`].
    pub places: Vec<Option<u32>>,
    /// What is in the memory at the start: addresses and bytes; `None` if that is not known before the program is started.
    pub data: Option<Vec<(u32, &'a [u8])>>,
    /// The content of the section with the constants, if there is one.
    pub constants: Option<&'a [u8]>,
}

/// Sections that are read again when they are written.
#[derive(Default)]
pub struct Sections<'a> {
    /// The signatures.
    pub types: Option<TypeSectionReader<'a>>,
    /// The global variables with their values.
    pub globals: Option<GlobalSectionReader<'a>>,
    /// What is in the memory at the start.
    pub data: Option<DataSectionReader<'a>>,
    /// How many pieces of data there are, if it is said.
    pub data_count: Option<u32>,
}

impl<'a> Program<'a> {
    /// Reads a module.
    ///
    /// # Errors
    ///
    /// If it is not one, or has something in it that the splitter does not know.
    pub fn read(wasm: &'a [u8]) -> Result<Self, String> {
        let mut program = Self {
            sections: Sections::default(),
            types: Vec::new(),
            imports: Vec::new(),
            function_types: Vec::new(),
            bodies: Vec::new(),
            tables: Vec::new(),
            memories: Vec::new(),
            globals: Vec::new(),
            exports: Vec::new(),
            start: None,
            places: Vec::new(),
            data: Some(Vec::new()),
            constants: None,
        };
        for payload in Parser::new(0).parse_all(wasm) {
            program.take(payload.map_err(invalid)?)?;
        }
        Ok(program)
    }

    fn take(&mut self, payload: Payload<'a>) -> Result<(), String> {
        match payload {
            Payload::TypeSection(section) => {
                for group in section.clone() {
                    for of in group.map_err(invalid)?.into_types() {
                        match of.composite_type.inner {
                            CompositeInnerType::Func(of) => self.types.push(of),
                            _ => return Err("a type that is none of a function".to_owned()),
                        }
                    }
                }
                self.sections.types = Some(section);
            }
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    let import = import.map_err(invalid)?;
                    match import.ty {
                        TypeRef::Func(of) => self.function_types.push(of),
                        _ => return Err(format!("the import {} is no function", import.name)),
                    }
                    self.imports.push(import);
                }
            }
            Payload::FunctionSection(section) => {
                for of in section {
                    self.function_types.push(of.map_err(invalid)?);
                }
            }
            Payload::TableSection(section) => {
                for table in section {
                    self.tables.push(table.map_err(invalid)?.ty);
                }
            }
            Payload::MemorySection(section) => {
                for memory in section {
                    self.memories.push(memory.map_err(invalid)?);
                }
            }
            Payload::GlobalSection(section) => {
                for global in section.clone() {
                    self.globals.push(global.map_err(invalid)?.ty);
                }
                self.sections.globals = Some(section);
            }
            Payload::ExportSection(section) => {
                for export in section {
                    let export = export.map_err(invalid)?;
                    self.exports.push((export.name, export.kind, export.index));
                }
            }
            Payload::StartSection { func, .. } => self.start = Some(func),
            Payload::ElementSection(section) => {
                for element in section {
                    self.take_element(element.map_err(invalid)?)?;
                }
            }
            Payload::DataCountSection { count, .. } => self.sections.data_count = Some(count),
            Payload::CodeSectionEntry(body) => self.bodies.push(body),
            Payload::DataSection(section) => {
                let mut segments = Vec::new();
                for segment in section.clone() {
                    let segment = segment.map_err(invalid)?;
                    segments.push(address_of(&segment).map(|address| (address, segment.data)));
                }
                self.data = segments.into_iter().collect();
                self.sections.data = Some(section);
            }
            Payload::CustomSection(section) if section.name() == CONSTANTS => self.constants = Some(section.data()),
            Payload::TagSection(_) => return Err("exceptions".to_owned()),
            _ => {} // names and other notes, of which none is needed when the program runs
        }
        Ok(())
    }

    fn take_element(&mut self, element: wasmparser::Element<'a>) -> Result<(), String> {
        let (
            ElementKind::Active {
                table_index,
                offset_expr,
            },
            ElementItems::Functions(functions),
        ) = (element.kind, element.items)
        else {
            return Err("elements that are no functions of a table".to_owned());
        };
        let Ok(Operator::I32Const { value }) = offset_expr.get_operators_reader().read() else {
            return Err("elements at a place that is computed".to_owned());
        };
        if table_index.unwrap_or(FUNCTIONS) != FUNCTIONS {
            return Err("elements of a second table".to_owned());
        }
        let start = value.cast_unsigned() as usize;
        if start == 0 {
            return Err("a function at the place of the null pointer".to_owned());
        }
        for (nth, function) in functions.into_iter().enumerate() {
            let place = start + nth;
            if self.places.len() <= place {
                self.places.resize(place + 1, None);
            }
            self.places[place] = Some(function.map_err(invalid)?);
        }
        Ok(())
    }

    /// How many functions are imported.
    pub const fn imported(&self) -> u32 {
        self.imports.len() as u32
    }
}

/// Where an active segment of data begins in the first memory, if that is a constant.
pub fn address_of(segment: &Data<'_>) -> Option<u32> {
    let DataKind::Active {
        memory_index: 0,
        offset_expr,
    } = &segment.kind
    else {
        return None;
    };
    let mut operators = offset_expr.get_operators_reader().into_iter();
    match (operators.next(), operators.next(), operators.next()) {
        (Some(Ok(Operator::I32Const { value })), Some(Ok(Operator::End)), None) => Some(value.cast_unsigned()),
        _ => None,
    }
}

/// Writes a number as WebAssembly does: LEB128.
pub fn write_number(bytes: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// What is wrong with a module, for people.
pub fn invalid(error: impl std::fmt::Display) -> String {
    format!("the program cannot be read: {error}")
}

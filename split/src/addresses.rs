//! Keeps wasm-opt from computing with the addresses of a program.
//!
//! wasm-opt adds a number to an address when it can, and then nothing tells any more what the sum is the address of. So
//! before it runs each address in the code becomes an imported global variable, of which it knows nothing, and afterwards
//! the address again.

use crate::constants::{CONSTANTS, Constants};
use crate::program::invalid;
use std::collections::BTreeMap;
use std::convert::Infallible;
use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{CodeSection, CustomSection, EntityType, GlobalType, ImportSection, Instruction, Module};
use wasmparser::{CustomSectionReader, FunctionBody, ImportSectionReader, Operator, Parser, TypeRef};

/// The module from which the addresses are imported; the name of each is its value.
const ADDRESSES: &str = "address";

/// Sections of the linker, which have been read.
const OF_LINKER: [&str; 3] = ["linking", "reloc.CODE", "reloc.DATA"];

/// The program with global variables in place of addresses, and without the linker's sections.
///
/// # Errors
///
/// If it is no module, or imports nothing.
pub fn hidden(wasm: &[u8], constants: &Constants) -> Result<Vec<u8>, String> {
    let globals: BTreeMap<u32, u32> = constants.addresses().zip(0..).collect();
    let mut writer = Hiding {
        globals,
        imports: false,
    };
    let mut module = Module::new();
    utils::parse_core_module(&mut writer, &mut module, Parser::new(0), wasm).map_err(invalid)?;
    if !writer.imports {
        return Err("a program that imports nothing".to_owned());
    }
    Ok(module.finish())
}

/// The program with addresses in place of the global variables, and with the section [`CONSTANTS`].
///
/// # Errors
///
/// If it is no module.
pub fn revealed(wasm: &[u8], constants: &Constants) -> Result<Vec<u8>, String> {
    let mut writer = Revealing { addresses: Vec::new() };
    let mut module = Module::new();
    utils::parse_core_module(&mut writer, &mut module, Parser::new(0), wasm).map_err(invalid)?;
    module.section(&CustomSection {
        name: CONSTANTS.into(),
        data: constants.section().into(),
    });
    Ok(module.finish())
}

struct Hiding {
    /// The global variable of each address.
    globals: BTreeMap<u32, u32>,
    /// Whether there were imports, with which the variables are.
    imports: bool,
}

impl Reencode for Hiding {
    type Error = Infallible;

    fn global_index(&mut self, global: u32) -> Result<u32, Error<Infallible>> {
        Ok(self.globals.len() as u32 + global)
    }

    fn parse_import_section(
        &mut self,
        imports: &mut ImportSection,
        section: ImportSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        self.imports = true;
        for address in self.globals.keys() {
            let of = GlobalType {
                val_type: wasm_encoder::ValType::I32,
                mutable: false,
                shared: false,
            };
            imports.import(ADDRESSES, &address.to_string(), EntityType::Global(of));
        }
        utils::parse_import_section(self, imports, section)
    }

    fn parse_function_body(&mut self, code: &mut CodeSection, body: FunctionBody<'_>) -> Result<(), Error<Infallible>> {
        let mut function = self.new_function_with_parsed_locals(&body)?;
        for operator in body.get_operators_reader()? {
            let operator = operator?;
            let global = match operator {
                Operator::I32Const { value } => self.globals.get(&value.cast_unsigned()),
                _ => None,
            };
            match global {
                Some(global) => function.instruction(&Instruction::GlobalGet(*global)),
                None => function.instruction(&self.instruction(operator)?),
            };
        }
        code.function(&function);
        Ok(())
    }

    fn parse_custom_section(
        &mut self,
        module: &mut Module,
        section: CustomSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        if OF_LINKER.contains(&section.name()) {
            return Ok(());
        }
        utils::parse_custom_section(self, module, section)
    }
}

struct Revealing {
    /// The address in place of each global variable.
    addresses: Vec<u32>,
}

impl Reencode for Revealing {
    type Error = String;

    fn global_index(&mut self, global: u32) -> Result<u32, Error<String>> {
        let other = global.checked_sub(self.addresses.len() as u32);
        other.ok_or_else(|| Error::UserError("an address at a place that the splitter does not know".to_owned()))
    }

    fn parse_import_section(
        &mut self,
        imports: &mut ImportSection,
        section: ImportSectionReader<'_>,
    ) -> Result<(), Error<String>> {
        for import in section.into_imports() {
            let import = import?;
            match (import.ty, import.name.parse()) {
                (TypeRef::Global(_), Ok(address)) if import.module == ADDRESSES => self.addresses.push(address),
                _ => utils::parse_import(self, imports, import)?,
            }
        }
        Ok(())
    }

    fn parse_function_body(&mut self, code: &mut CodeSection, body: FunctionBody<'_>) -> Result<(), Error<String>> {
        let mut function = self.new_function_with_parsed_locals(&body)?;
        for operator in body.get_operators_reader()? {
            let operator = operator?;
            let address = match operator {
                Operator::GlobalGet { global_index } => self.addresses.get(global_index as usize),
                _ => None,
            };
            match address {
                Some(address) => function.instruction(&Instruction::I32Const(address.cast_signed())),
                None => function.instruction(&self.instruction(operator)?),
            };
        }
        code.function(&function);
        Ok(())
    }
}

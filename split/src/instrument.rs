//! Makes a copy of a program that notes which of its basic blocks run.

use crate::blocks::{begins_behind, blocks_of};
use crate::program::invalid;
use std::convert::Infallible;
use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{
    CodeSection, ExportKind, ExportSection, Function, Instruction, MemArg, MemorySection, MemoryType, Module,
};
use wasmparser::{ExportSectionReader, FunctionBody, MemorySectionReader, Parser};

/// The name under which the copy exports its notes: a memory with a byte for each basic block of the defined functions, 1 once
/// it ran.
pub const BLOCKS: &str = "blocks";

/// Bytes of a page of WebAssembly's memory.
const PAGE: u64 = 65_536;

/// The copy of `wasm`, with the memory [`BLOCKS`].
///
/// # Errors
///
/// If it is no module.
pub fn instrumented(wasm: &[u8]) -> Result<Vec<u8>, String> {
    let mut module = Module::new();
    let mut writer = Noting {
        blocks: blocks_of(wasm)? as u64,
        notes: 0,
        next: 0,
    };
    utils::parse_core_module(&mut writer, &mut module, Parser::new(0), wasm).map_err(invalid)?;
    Ok(module.finish())
}

/// Writes the copy.
struct Noting {
    blocks: u64,
    /// The index of the memory for the notes.
    notes: u32,
    /// The block that begins next.
    next: u64,
}

impl Noting {
    /// Notes that the next block runs.
    fn note(&mut self, function: &mut Function) {
        let place = MemArg {
            offset: self.next,
            align: 0,
            memory_index: self.notes,
        };
        self.next += 1;
        function
            .instruction(&Instruction::I32Const(0))
            .instruction(&Instruction::I32Const(1))
            .instruction(&Instruction::I32Store8(place));
    }
}

impl Reencode for Noting {
    type Error = Infallible;

    fn parse_memory_section(
        &mut self,
        memories: &mut MemorySection,
        section: MemorySectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        utils::parse_memory_section(self, memories, section)?;
        self.notes = memories.len();
        memories.memory(MemoryType {
            minimum: self.blocks.div_ceil(PAGE),
            maximum: None,
            memory64: false,
            shared: false,
            page_size_log2: None,
        });
        Ok(())
    }

    fn parse_export_section(
        &mut self,
        exports: &mut ExportSection,
        section: ExportSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        utils::parse_export_section(self, exports, section)?;
        exports.export(BLOCKS, ExportKind::Memory, self.notes);
        Ok(())
    }

    fn parse_function_body(&mut self, code: &mut CodeSection, body: FunctionBody<'_>) -> Result<(), Error<Infallible>> {
        let mut function = self.new_function_with_parsed_locals(&body)?;
        self.note(&mut function);
        let mut reader = body.get_operators_reader()?;
        while !reader.eof() {
            let operator = reader.read()?;
            let begins = begins_behind(&operator);
            function.instruction(&self.instruction(operator)?);
            if begins && !reader.eof() {
                self.note(&mut function);
            }
        }
        code.function(&function);
        Ok(())
    }
}

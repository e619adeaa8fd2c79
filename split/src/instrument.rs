//! Makes a copy of a program that notes which of its functions are called.

use std::convert::Infallible;
use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{CodeSection, ExportKind, ExportSection, Instruction, MemArg, MemorySection, MemoryType, Module};
use wasmparser::{ExportSectionReader, FunctionBody, MemorySectionReader, Parser};

/// The name under which the copy exports its notes: a memory with a byte for each defined function, 1 once it was called.
pub const CALLS: &str = "calls";

/// Bytes of a page of WebAssembly's memory.
const PAGE: u64 = 65_536;

/// The copy of `wasm`, with the memory [`CALLS`].
///
/// # Errors
///
/// If it is no module.
pub fn instrumented(wasm: &[u8]) -> Result<Vec<u8>, String> {
    let functions = crate::program::Program::read(wasm)?.bodies.len() as u64;
    let mut module = Module::new();
    let mut writer = Noting {
        functions,
        calls: 0,
        next: 0,
    };
    utils::parse_core_module(&mut writer, &mut module, Parser::new(0), wasm).map_err(crate::program::invalid)?;
    Ok(module.finish())
}

/// Writes the copy.
struct Noting {
    functions: u64,
    /// The index of the memory for the notes.
    calls: u32,
    /// The defined function that is written next.
    next: u32,
}

impl Reencode for Noting {
    type Error = Infallible;

    fn parse_memory_section(
        &mut self,
        memories: &mut MemorySection,
        section: MemorySectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        utils::parse_memory_section(self, memories, section)?;
        self.calls = memories.len();
        memories.memory(MemoryType {
            minimum: self.functions.div_ceil(PAGE),
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
        exports.export(CALLS, ExportKind::Memory, self.calls);
        Ok(())
    }

    fn parse_function_body(&mut self, code: &mut CodeSection, body: FunctionBody<'_>) -> Result<(), Error<Infallible>> {
        let mut function = self.new_function_with_parsed_locals(&body)?;
        let place = MemArg {
            offset: u64::from(self.next),
            align: 0,
            memory_index: self.calls,
        };
        self.next += 1;
        function.instruction(&Instruction::I32Const(0));
        function.instruction(&Instruction::I32Const(1));
        function.instruction(&Instruction::I32Store8(place));
        let mut reader = body.get_operators_reader()?;
        while !reader.eof() {
            function.instruction(&self.parse_instruction(&mut reader)?);
        }
        code.function(&function);
        Ok(())
    }
}

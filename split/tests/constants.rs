//! Constants that only the second part can reach are written when it is instantiated, and no others.

mod world;

use split::addresses::{hidden, revealed};
use split::constants::{CONSTANTS, Constants};
use split::parts::{FIRST, divide_and_fill};
use split::program::Program;
use wasm_encoder::{CustomSection, Module as Written, RawSection};
use wasmi::{Instance, Module, Store};
use world::{Log, start, world};

/// Where the constants are.
const CONSTANTS_AT: u32 = 1024;

/// What is where the second part's constants will be.
const MISSING: u8 = 0xFF;

/// The objects of [`PROGRAM`]: their segment, their place in it and their length, as a linker tells.
const OBJECTS: [(u8, u8, u8); 8] = [
    (0, 0, 4),
    (0, 4, 4),
    (0, 8, 12),
    (0, 20, 8),
    (0, 24, 4),
    (0, 28, 4),
    (0, 32, 4),
    (1, 0, 4),
];
const ONLY_SECOND: u8 = 0;
const POINTER: u8 = 1;
const TABLE: u8 = 2;
const WHOLE: u8 = 3;
const TAIL: u8 = 4;
const ADDED_TO: u8 = 5;
const LAST: u8 = 6;
const VARIABLE: u8 = 7;

/// The addresses in the code of [`PROGRAM`]: their object, and what is added. 4 is subtracted from the one of the table
/// because its first index is 1; so the number in the code is the address of another object.
const IN_CODE: [(u8, i8); 8] = [
    (ONLY_SECOND, 0),
    (POINTER, 0),
    (TABLE, -4),
    (WHOLE, 0),
    (ADDED_TO, 0),
    (LAST, 0),
    (LAST, 4),
    (VARIABLE, 0),
];

/// The first part is `run` and `rest`; the second `later`. The 1054 is what wasm-opt would have made of the address 1052 and
/// a 2, the 1124 is no address.
const PROGRAM: &str = r#"(module
  (import "js" "log" (func $log (param i32)))
  (memory (export "memory") 1)
  (global $state (mut i32) (i32.const 7))
  (table 2 funcref)
  (elem (i32.const 1) $later)
  (data (i32.const 1024) "\01\00\00\00\18\04\00\00\02\00\00\00\03\00\00\00\04\00\00\00\05\00\00\00\06\00\00\00\00\00\00\07\08\00\00\00")
  (data (i32.const 2048) "\09\00\00\00")
  (func $later (param i32) (result i32)
    (global.set $state (i32.const 1124))
    (i32.add
      (i32.add (i32.load (i32.const 1024)) (i32.load (i32.const 1044)))
      (i32.add (i32.load (i32.const 1056)) (i32.load (i32.const 2048)))))
  (func (export "run") (param i32) (result i32)
    (call $log (i32.load (i32.load (i32.const 1028))))
    (call $log (i32.load offset=1028 (i32.shl (local.get 0) (i32.const 2))))
    (call $log (i32.load16_u (i32.const 1054)))
    (call $log (global.get $state))
    (i32.const 0))
  (func (export "rest") (param i32) (result i32)
    (call $later (i32.const 0)))
)"#;

fn program() -> Vec<u8> {
    wat::parse_str(PROGRAM).expect("it is a module")
}

/// A number as a linker writes it.
fn signed(number: i8) -> u8 {
    number.cast_unsigned() & 0x7f
}

/// The program as linked: with the sections of the linker. `more` are relocations beside the usual ones: kind, symbol, and
/// what is added.
fn linked(more: &[(u8, u8, i8)]) -> Vec<u8> {
    let mut symbols = vec![OBJECTS.len() as u8];
    for (segment, at, length) in OBJECTS {
        symbols.extend([1, 2, 1, b's', segment, at, length]); // data; local; a name
    }
    let segments = b"\x02\x07.rodata\x02\x00\x05.data\x02\x00";
    let mut linking = vec![2, 8, symbols.len() as u8];
    linking.extend(symbols);
    linking.extend([5, segments.len() as u8]);
    linking.extend(segments);
    let wasm = program();
    let mut module = Written::new();
    let mut numbers = (0, 0);
    let mut sections = 0;
    for payload in wasmparser::Parser::new(0).parse_all(&wasm) {
        if let Some((id, range)) = payload.expect("it is a module").as_section() {
            module.section(&RawSection { id, data: &wasm[range] });
            numbers = match id {
                10 => (sections, numbers.1),
                11 => (numbers.0, sections),
                _ => numbers,
            };
            sections += 1;
        }
    }
    let mut in_code = vec![numbers.0, (IN_CODE.len() + more.len()) as u8];
    for (object, added) in IN_CODE {
        in_code.extend([4, 0, object, signed(added)]);
    }
    for (kind, symbol, added) in more {
        in_code.extend([*kind, 0, *symbol, signed(*added)]);
    }
    // Behind the number of segments, and the head of the first, which has 6 bytes.
    let in_data = vec![numbers.1, 1, 5, 1 + 6 + 4, TAIL, 0];
    for (name, data) in [("linking", linking), ("reloc.CODE", in_code), ("reloc.DATA", in_data)] {
        module.section(&CustomSection {
            name: name.into(),
            data: data.into(),
        });
    }
    module.finish()
}

fn constants() -> Constants {
    Constants::read(&linked(&[])).expect("it is a linked file")
}

fn call(store: &mut Store<Log>, program: Instance, name: &str) -> i32 {
    let function = program
        .get_typed_func::<i32, i32>(&mut *store, name)
        .expect("it is exported");
    function.call(store, 2).expect("it does not trap")
}

fn memory(store: &Store<Log>, program: Instance) -> Vec<u8> {
    let memory = program.get_memory(store, "memory").expect("it is exported");
    memory.data(store).to_vec()
}

/// The bytes of the constants that are not there before the second part is.
fn missing(memory: &[u8]) -> Vec<usize> {
    let start = CONSTANTS_AT as usize;
    (0..1100).filter(|at| memory[start + at] == MISSING).collect()
}

#[test]
fn what_only_the_second_part_can_reach_comes_with_it() {
    let (engine, mut store, linker) = world();
    let whole = start(&engine, &mut store, &linker, &program());
    let before = memory(&store, whole);
    let results = ["run", "rest", "run"].map(|name| call(&mut store, whole, name));
    let log = store.data().clone();
    assert_eq!(
        (results, &log[..]),
        ([0, 23, 0], &[6, 3, 0x700, 7, 6, 3, 0x700, 1124][..])
    );

    let wasm = revealed(&program(), &constants()).expect("it is a module");
    let parts = divide_and_fill(&wasm, &[false, true, true], MISSING).expect("it can be divided");
    let (engine, mut store, mut linker) = world();
    let first = start(&engine, &mut store, &linker, &parts.first);
    // ONLY_SECOND, what of WHOLE is not TAIL, and LAST; not the variable.
    let found = missing(&memory(&store, first));
    assert_eq!(found, [0, 1, 2, 3, 20, 21, 22, 23, 32, 33, 34, 35]);
    assert_eq!(call(&mut store, first, "run"), results[0]);
    let exports: Vec<_> = first
        .exports(&store)
        .map(|export| (export.name().to_owned(), export.into_extern()))
        .collect();
    for (name, export) in exports {
        linker.define(FIRST, &name, export).expect("the name is free");
    }
    start(&engine, &mut store, &linker, &parts.second);
    assert!(memory(&store, first) == before);
    assert_eq!(call(&mut store, first, "rest"), results[1]);
    assert_eq!(call(&mut store, first, "run"), results[2]);
    assert_eq!(*store.data(), log);
}

#[test]
fn without_what_the_linker_knows_all_constants_come_first() {
    let parts = divide_and_fill(&program(), &[false, true, true], MISSING).expect("it can be divided");
    assert_eq!(parts.second_constants, 0);
    let (engine, mut store, linker) = world();
    let first = start(&engine, &mut store, &linker, &parts.first);
    let whole = start(&engine, &mut store, &linker, &program());
    assert!(memory(&store, first) == memory(&store, whole));
}

#[test]
fn nothing_is_moved_that_the_first_part_has_all_functions_for() {
    let wasm = revealed(&program(), &constants()).expect("it is a module");
    let parts = divide_and_fill(&wasm, &[true; 3], MISSING).expect("it can be divided");
    assert_eq!(parts.second_constants, 0);
}

#[test]
fn addresses_are_hidden_and_come_back() {
    let constants = constants();
    let before = program();
    let hidden = hidden(&linked(&[]), &constants).expect("it is a module");
    let (engine, _, _) = world();
    Module::new(&engine, &hidden).expect("what wasm-opt gets is a module");
    let text = |wasm: &[u8]| format!("{:?}", bodies(wasm));
    let shown = text(&hidden);
    for address in ["1024", "1028", "1044", "1056", "2048"] {
        assert!(!shown.contains(&format!("I32Const {{ value: {address} }}")), "{shown}");
    }
    assert!(shown.contains("I32Const { value: 1124 }"), "no address: {shown}");
    assert!(!hidden.windows(7).any(|bytes| bytes == b"linking"));
    let after = revealed(&hidden, &constants).expect("it is a module");
    assert_eq!(text(&after), text(&before));
    let program = Program::read(&after).expect("it is a module");
    assert_eq!(program.imports.len(), 1);
    let section = program.constants.expect("it has its constants");
    assert_eq!(Constants::read_section(section), Ok(constants));
    assert!(Constants::read_section(&section[..section.len() - 1]).is_err());
    assert!(
        after
            .windows(CONSTANTS.len())
            .any(|bytes| bytes == CONSTANTS.as_bytes())
    );
}

/// The operators of each function.
fn bodies(wasm: &[u8]) -> Vec<Vec<wasmparser::Operator<'_>>> {
    wasmparser::Parser::new(0)
        .parse_all(wasm)
        .filter_map(|payload| match payload.expect("it is a module") {
            wasmparser::Payload::CodeSectionEntry(body) => Some(body),
            _ => None,
        })
        .map(|body| {
            let operators = body.get_operators_reader().expect("it has operators");
            operators
                .into_iter()
                .map(|operator| operator.expect("it is one"))
                .collect()
        })
        .collect()
}

#[test]
fn what_the_linker_says_must_be_understood() {
    let why = Constants::read(&program()).expect_err("it has no relocations");
    assert_eq!(why, "the linked program has no relocations");
    // An address relative to a thread's memory.
    let why = Constants::read(&linked(&[(21, ONLY_SECOND, 0)])).expect_err("it is not known");
    assert!(why.starts_with("a relocation that the splitter does not know"), "{why}");
    let why = Constants::read(&linked(&[(4, OBJECTS.len() as u8, 0)])).expect_err("there is no such symbol");
    assert_eq!(why, "an address of nothing");
}

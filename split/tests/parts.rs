//! A program does the same in one piece and in two, for every way to divide it; and the first part alone suffices if it has
//! all functions that are called.

mod world;

use split::blocks::blocks_of;
use split::cold::separate;
use split::instrument::{BLOCKS, instrumented};
use split::parts::{FIRST, STAND_INS, divide, shared_name};
use wasmi::{Error, Extern, ExternRef, Func, FuncType, Instance, Linker, Ref, Store, Val, ValType};
use world::{Log, start, world};

/// Seven functions that call each other directly, through the table and through an import, with memory, a global variable,
/// and parameters of every kind.
const PROGRAM: &str = r#"(module
  (type $unary (func (param i32) (result i32)))
  (import "js" "log" (func $log (param i32)))
  (memory (export "memory") 1)
  (global $calls (mut i32) (i32.const 0))
  (table 5 5 funcref)
  (elem (i32.const 1) $double $square $log $mixed)
  (data (i32.const 16) "\05")
  (func $double (param i32) (result i32)
    (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
    (i32.mul (local.get 0) (i32.const 2)))
  (func $square (param i32) (result i32)
    (call $log (local.get 0))
    (i32.mul (local.get 0) (local.get 0)))
  (func $mixed (param i64 f32 f64 externref i32) (result f64)
    (local i32)
    (local.set 5 (call $double (local.get 4)))
    (f64.add (local.get 2) (f64.convert_i32_s (local.get 5))))
  (func $sum_to (param i32) (result i32)
    (if (result i32) (i32.eqz (local.get 0))
      (then (i32.load8_u (i32.const 16)))
      (else (i32.add (local.get 0) (call $sum_to (i32.sub (local.get 0) (i32.const 1)))))))
  (func $choose (param i32) (result i32)
    (call_indirect (type $unary) (i32.const 7) (local.get 0)))
  (func $store (param i32)
    (i32.store (i32.const 32) (local.get 0)))
  (func (export "run") (param i32) (result i32)
    (if (i32.gt_s (local.get 0) (i32.const 9)) (then (call $store (local.get 0))))
    (if (i32.eq (local.get 0) (i32.const 5))
      (then (drop (call $mixed (i64.const 1) (f32.const 2) (f64.const 3) (ref.null extern) (i32.const 4)))))
    (i32.add
      (call $choose (i32.add (i32.const 1) (i32.and (local.get 0) (i32.const 1))))
      (i32.add (call $sum_to (local.get 0)) (i32.add (global.get $calls) (i32.load (i32.const 32)))))))
"#;

/// How many functions [`PROGRAM`] defines.
const FUNCTIONS: usize = 7;

/// What is given to `run`: each calls other functions.
const INPUTS: [i32; 5] = [0, 1, 4, 5, 12];

fn program() -> Vec<u8> {
    wat::parse_str(PROGRAM).expect("it is a module")
}

fn run(store: &mut Store<Log>, program: Instance, input: i32) -> Result<i32, Error> {
    program
        .get_typed_func::<i32, i32>(&mut *store, "run")
        .expect("it is exported")
        .call(store, input)
}

/// The results, the log and the memory after all inputs, in one piece.
fn in_one_piece() -> (Vec<i32>, Log, Vec<u8>) {
    let (engine, mut store, linker) = world();
    let whole = start(&engine, &mut store, &linker, &program());
    let results = INPUTS.map(|input| run(&mut store, whole, input).expect("it does not trap"));
    let memory = whole
        .get_memory(&store, "memory")
        .expect("it is exported")
        .data(&store)
        .to_vec();
    (results.to_vec(), store.data().clone(), memory)
}

/// Which functions the instrumented program calls for these inputs.
fn called(inputs: &[i32]) -> Vec<bool> {
    let (engine, mut store, linker) = world();
    let noting = start(
        &engine,
        &mut store,
        &linker,
        &instrumented(&program()).expect("it is understood"),
    );
    for input in inputs {
        run(&mut store, noting, *input).expect("it does not trap");
    }
    let notes = noting.get_memory(&store, BLOCKS).expect("it is exported");
    let blocks = blocks_of(&program()).expect("it is a module");
    let ran: Vec<bool> = notes.data(&store)[..blocks].iter().map(|ran| *ran == 1).collect();
    separate(&program(), &ran, isize::MAX).expect("it is a module").ran
}

/// All ways to divide the program.
fn divisions() -> impl Iterator<Item = Vec<bool>> {
    (0..1 << FUNCTIONS).map(|bits: u32| (0..FUNCTIONS).map(|function| bits >> function & 1 == 1).collect())
}

/// The bytes of a custom section.
fn section<'a>(wasm: &'a [u8], name: &str) -> &'a [u8] {
    wasmparser::Parser::new(0)
        .parse_all(wasm)
        .find_map(|payload| match payload.expect("it is a module") {
            wasmparser::Payload::CustomSection(section) if section.name() == name => Some(section.data()),
            _ => None,
        })
        .expect("the section is there")
}

/// Reads what `stand_ins` has written: each place with the number of its parameters and results.
fn stand_ins(wasm: &[u8]) -> Vec<(u64, FuncType)> {
    let bytes = section(wasm, STAND_INS);
    let mut at = 0;
    let mut next = || {
        at += 1;
        bytes[at - 1]
    };
    let mut signatures = Vec::new();
    for _ in 0..next() {
        let mut lists = [(); 2].map(|()| {
            let length = next();
            let values: Vec<ValType> = (0..length)
                .map(|_| match next() {
                    0x7f => ValType::I32,
                    0x7e => ValType::I64,
                    0x7d => ValType::F32,
                    0x7c => ValType::F64,
                    0x6f => ValType::ExternRef,
                    other => panic!("no type: {other}"),
                })
                .collect();
            values
        });
        signatures.push(FuncType::new(
            std::mem::take(&mut lists[0]),
            std::mem::take(&mut lists[1]),
        ));
    }
    let mut places = Vec::new();
    let mut place = 0;
    while at < bytes.len() {
        let mut next = || {
            at += 1;
            bytes[at - 1]
        };
        place += u64::from(next());
        for _ in 0..next() {
            places.push((place, signatures[usize::from(next())].clone()));
            place += 1;
        }
    }
    places
}

/// Defines what the second part imports.
fn export_to_second(store: &mut Store<Log>, linker: &mut Linker<Log>, first: Instance) {
    let exports: Vec<(String, Extern)> = first
        .exports(&*store)
        .map(|export| (export.name().to_owned(), export.into_extern()))
        .collect();
    for (name, export) in exports {
        linker.define(FIRST, &name, export).expect("the name is free");
    }
    let table = first.get_table(&*store, "=t0").expect("it is exported");
    for place in 1..table.size(&*store) {
        if let Some(Val::FuncRef(Ref::Val(function))) = table.get(&*store, place) {
            let name = shared_name(u32::try_from(place).expect("the table is small"));
            linker.define(FIRST, &name, function).expect("the name is free");
        }
    }
}

/// Puts functions that trap into the places of stand-ins.
fn put_traps(store: &mut Store<Log>, first: Instance, wasm: &[u8]) {
    let table = first.get_table(&*store, "=t0").expect("it is exported");
    for (place, of) in stand_ins(wasm) {
        let trap = Func::new(&mut *store, of, |_, _, _| Err(Error::new("the second part is called")));
        table
            .set(&mut *store, place, Val::FuncRef(Ref::Val(trap)))
            .expect("the place is in the table");
    }
}

#[test]
fn in_two_parts_it_does_the_same_however_it_is_divided() {
    let (results, log, memory) = in_one_piece();
    for is_first in divisions() {
        let parts = divide(&program(), &is_first).expect("it can be divided");
        let (engine, mut store, mut linker) = world();
        let first = start(&engine, &mut store, &linker, &parts.first);
        export_to_second(&mut store, &mut linker, first);
        put_traps(&mut store, first, &parts.first);
        start(&engine, &mut store, &linker, &parts.second);
        let found =
            INPUTS.map(|input| run(&mut store, first, input).expect("the second part has replaced all stand-ins"));
        assert_eq!(found.to_vec(), results, "{is_first:?}");
        assert_eq!(*store.data(), log, "{is_first:?}");
        let first_memory = first.get_memory(&store, "memory").expect("it is exported");
        assert!(first_memory.data(&store) == memory, "{is_first:?}");
    }
}

#[test]
fn the_first_part_alone_suffices_exactly_if_it_has_what_is_called() {
    let (results, ..) = in_one_piece();
    for (nth, input) in INPUTS.iter().enumerate() {
        let called = called(&INPUTS[..=nth]);
        for is_first in divisions() {
            let suffices = called
                .iter()
                .zip(&is_first)
                .enumerate()
                .all(|(function, (called, first))| {
                    // The last is exported, and therefore always there.
                    !called || *first || function == FUNCTIONS - 1
                });
            let parts = divide(&program(), &is_first).expect("it can be divided");
            let (engine, mut store, linker) = world();
            let first = start(&engine, &mut store, &linker, &parts.first);
            put_traps(&mut store, first, &parts.first);
            let outcomes: Result<Vec<i32>, Error> = INPUTS[..=nth]
                .iter()
                .map(|input| run(&mut store, first, *input))
                .collect();
            assert_eq!(outcomes.is_ok(), suffices, "{input}: {is_first:?} of {called:?}");
            if let Ok(found) = outcomes {
                assert_eq!(found, results[..=nth]);
            }
        }
    }
}

#[test]
fn each_input_calls_what_it_should() {
    let names = ["double", "square", "mixed", "sum_to", "choose", "store", "run"];
    let of = |inputs: &[i32]| -> Vec<&str> {
        called(inputs)
            .iter()
            .zip(names)
            .filter_map(|(called, name)| called.then_some(name))
            .collect()
    };
    assert_eq!(of(&[0]), ["double", "sum_to", "choose", "run"]);
    assert_eq!(of(&[1]), ["square", "sum_to", "choose", "run"]);
    assert_eq!(of(&[5]), ["double", "square", "mixed", "sum_to", "choose", "run"]);
    assert_eq!(of(&[12]), ["double", "sum_to", "choose", "store", "run"]);
}

#[test]
fn a_function_has_the_name_of_its_place() {
    let names = [1, 35, 36, 71, 72, 1295, 1296].map(shared_name);
    assert_eq!(names, ["~1", "~z", "~10", "~1z", "~20", "~zz", "~100"]);
}

#[test]
fn notes_of_another_program_are_refused() {
    let why = divide(&program(), &[true; 3])
        .map(|_| ())
        .expect_err("it has seven functions");
    assert_eq!(
        why,
        "the program has 7 functions, but it is told of 3 which are needed first"
    );
}

#[test]
fn what_cannot_be_divided_is_refused() {
    for (text, wanted) in [
        (
            "(module (import \"a\" \"m\" (memory 1)))",
            "the import m is no function",
        ),
        (
            "(module (table 2 funcref) (elem (i32.const 0) $f) (func $f))",
            "a function at the place of the null pointer",
        ),
        (
            "(module (func $f) (func (drop (ref.func $f))) (elem declare func $f))",
            "elements that are no functions of a table",
        ),
    ] {
        let wasm = wat::parse_str(text).expect("it is a module");
        let why = divide(&wasm, &[true; 2]).map(|_| ()).expect_err("it is refused");
        assert_eq!(why, wanted);
    }
    let why = divide(b"wasm", &[]).map(|_| ()).expect_err("it is no module");
    assert!(why.starts_with("the program cannot be read: "), "{why}");
}

#[test]
fn values_from_outside_reach_a_function_of_the_second_part() {
    // Through the table, with a value that only JavaScript can make.
    let wasm = wat::parse_str(
        r#"(module
          (type $keep (func (param externref) (result externref)))
          (table 2 2 funcref)
          (elem (i32.const 1) $keep)
          (func $keep (param externref) (result externref) (local.get 0))
          (func (export "run") (param externref) (result externref)
            (call_indirect (type $keep) (local.get 0) (i32.const 1))))"#,
    )
    .expect("it is a module");
    let parts = divide(&wasm, &[false, true]).expect("it can be divided");
    let (engine, mut store, mut linker) = world();
    let first = start(&engine, &mut store, &linker, &parts.first);
    export_to_second(&mut store, &mut linker, first);
    start(&engine, &mut store, &linker, &parts.second);
    let given = ExternRef::new(&mut store, 7_i32);
    let mut results = [Val::I32(0)];
    first
        .get_func(&store, "run")
        .expect("it is exported")
        .call(&mut store, &[Val::ExternRef(Ref::Val(given))], &mut results)
        .expect("it does not trap");
    let Val::ExternRef(Ref::Val(found)) = &results[0] else {
        panic!("no value came back: {results:?}");
    };
    assert_eq!(found.data(&store).downcast_ref::<i32>(), Some(&7));
}

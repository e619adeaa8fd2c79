//! A program does the same when code is taken out of its functions, whatever the notes say of what ran.

mod world;

use arbitrary::Unstructured;
use split::blocks::blocks_of;
use split::cold::{Separated, separate};
use split::instrument::{BLOCKS, instrumented};
use wasm_smith::{InstructionKind, InstructionKinds, Module};
use wasmi::{Extern, Instance, Store, Val};
use wasmparser::Validator;
use world::{Log, start, world};

/// Takes out everything that can be.
const ALL: isize = isize::MIN;

/// Random numbers: xorshift64*.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    fn is(&mut self, per_cent: u64) -> bool {
        (self.next() >> 33) % 100 < per_cent
    }
}

/// A random program that ends.
fn random_program(random: &mut Random) -> Option<Vec<u8>> {
    let bytes: Vec<u8> = (0..3000).map(|_| random.next() as u8).collect();
    let config = wasm_smith::Config {
        allowed_instructions: InstructionKinds::new(&[
            InstructionKind::NumericInt,
            InstructionKind::Parametric,
            InstructionKind::Variable,
            InstructionKind::Control,
        ]),
        allow_start_export: false,
        bulk_memory_enabled: false,
        disallow_traps: random.is(50),
        exceptions_enabled: false,
        export_everything: true,
        gc_enabled: false,
        max_data_segments: 0,
        max_funcs: 6,
        max_imports: 0,
        max_instructions: 400,
        max_memories: 0,
        max_tables: 0,
        max_element_segments: 0,
        max_values: 2,
        min_funcs: 2,
        min_globals: 2,
        reference_types_enabled: false,
        relaxed_simd_enabled: false,
        simd_enabled: false,
        tail_call_enabled: false,
        threads_enabled: false,
        ..wasm_smith::Config::default()
    };
    let mut module = Module::new(config, &mut Unstructured::new(&bytes)).ok()?;
    module.ensure_termination(200).ok()?;
    Some(module.to_bytes())
}

/// What each function of a program gives, in order, and its global variables after each.
fn outcomes(wasm: &[u8], arguments: u64) -> Vec<String> {
    let (engine, mut store, linker) = world();
    let instance = start(&engine, &mut store, &linker, wasm);
    let mut random = Random(arguments);
    let exports: Vec<Extern> = instance.exports(&store).map(wasmi::Export::into_extern).collect();
    let mut found = Vec::new();
    for function in exports.iter().filter_map(|export| (*export).into_func()) {
        let of = function.ty(&store);
        let values: Vec<Val> = of
            .params()
            .iter()
            .map(|of| match of {
                wasmi::ValType::I32 => Val::I32(random.next() as i32 % 4),
                wasmi::ValType::I64 => Val::I64(random.next() as i64 % 4),
                other => Val::default(*other),
            })
            .collect();
        let mut results: Vec<Val> = of.results().iter().map(|of| Val::default(*of)).collect();
        let outcome = function.call(&mut store, &values, &mut results);
        let globals = exports.iter().filter_map(|export| (*export).into_global());
        let globals: Vec<Val> = globals.map(|global| global.get(&store)).collect();
        found.push(format!(
            "{:?} {results:?} {globals:?}",
            outcome.map_err(|error| error.as_trap_code())
        ));
    }
    found
}

#[test]
fn random_programs_do_the_same_whatever_is_taken_out() {
    let mut random = Random(0x5EED);
    let (mut programs, mut taken) = (0, 0);
    while programs < 3000 {
        let Some(wasm) = random_program(&mut random) else {
            continue;
        };
        programs += 1;
        let blocks = blocks_of(&wasm).expect("it is a module");
        let hot = [10, 50, 90][programs % 3];
        let ran: Vec<bool> = (0..blocks).map(|_| random.is(hot)).collect();
        let separated = separate(&wasm, &ran, ALL).expect("it is a module");
        taken += separated.regions;
        let valid = Validator::new().validate_all(&separated.wasm).map(|_| ());
        assert!(valid.is_ok(), "program {programs}: {valid:?}");
        let arguments = random.next();
        let (before, after) = (outcomes(&wasm, arguments), outcomes(&separated.wasm, arguments));
        assert_eq!(before, after, "program {programs}");
    }
    assert!(taken > 3000, "{taken} regions in {programs} programs");
}

/// Each way to leave code that did not run, if the parameter is not 0: at its end with and without a value, by a branch to an
/// outer block and to a loop, out of the function, and by a trap; with local variables that are needed later.
const EXITS: &str = r#"(module
  (import "js" "log" (func $log (param i32)))
  (memory 1)
  (func (export "run") (param $cold i32) (result i32)
    (local $sum i32) (local $left i32) (local $seen i64)
    (local.set $left (i32.const 3))
    (loop $again
      (block $out
        (if (local.get $cold) (then
          (call $log (local.get $sum))
          (local.set $sum (i32.add (local.get $sum) (i32.const 10)))
          (br_if $out (i32.eq (local.get $left) (i32.const 2)))
          (if (i32.eq (local.get $cold) (i32.const 7)) (then
            (return (i32.mul (local.get $sum) (i32.const 100)))))
          (if (i32.eq (local.get $cold) (i32.const 8)) (then unreachable))
          (local.set $left (i32.sub (local.get $left) (i32.const 1)))
          (br_if $again (i32.gt_s (local.get $left) (i32.const 0)))))
        (local.set $seen (i64.add (local.get $seen) (i64.const 1))))
      (local.set $left (i32.sub (local.get $left) (i32.const 1)))
      (br_if $again (i32.gt_s (local.get $left) (i32.const 0))))
    (i32.add
      (i32.add (local.get $sum) (i32.wrap_i64 (local.get $seen)))
      (if (result i32) (local.get $cold)
        (then (call $log (i32.const 1)) (i32.add (i32.const 1000) (local.get $left)))
        (else (i32.const 0)))))
)"#;

/// What the program gives for each of these, and what is logged.
const INPUTS: [i32; 4] = [0, 1, 7, 8];

fn run(store: &mut Store<Log>, program: Instance, input: i32) -> (Option<i32>, Log) {
    store.data_mut().clear();
    let result = program
        .get_typed_func::<i32, i32>(&mut *store, "run")
        .expect("it is exported")
        .call(&mut *store, input);
    (result.ok(), store.data().clone())
}

/// Which blocks of a program run for this input.
fn blocks_that_run(wasm: &[u8], input: i32) -> Vec<bool> {
    let (engine, mut store, linker) = world();
    let noting = start(
        &engine,
        &mut store,
        &linker,
        &instrumented(wasm).expect("it is a module"),
    );
    run(&mut store, noting, input);
    let notes = noting.get_memory(&store, BLOCKS).expect("it is exported");
    let blocks = blocks_of(wasm).expect("it is a module");
    notes.data(&store)[..blocks].iter().map(|ran| *ran == 1).collect()
}

#[test]
fn every_exit_leads_where_it_did() {
    let wasm = wat::parse_str(EXITS).expect("it is a module");
    let wanted = INPUTS.map(|input| {
        let (engine, mut store, linker) = world();
        let whole = start(&engine, &mut store, &linker, &wasm);
        run(&mut store, whole, input)
    });
    assert_eq!(wanted[0], (Some(3), vec![]));
    assert_eq!(wanted[2].0, Some(1000));
    assert_eq!(wanted[3].0, None);
    let blocks = blocks_of(&wasm).expect("it is a module");
    let mut random = Random(0xE417);
    for _ in 0..2000 {
        let ran: Vec<bool> = (0..blocks).map(|_| random.is(60)).collect();
        let separated = separate(&wasm, &ran, ALL).expect("it is a module");
        let (engine, mut store, linker) = world();
        let program = start(&engine, &mut store, &linker, &separated.wasm);
        let found = INPUTS.map(|input| run(&mut store, program, input));
        assert_eq!(found, wanted, "{ran:?}");
    }
}

#[test]
fn what_did_not_run_is_taken_out_and_nothing_else() {
    let wasm = wat::parse_str(EXITS).expect("it is a module");
    let ran = blocks_that_run(&wasm, 0);
    let Separated {
        wasm: separated,
        ran: ran_after,
        regions,
    } = separate(&wasm, &ran, ALL).expect("it is a module");
    assert_eq!((regions, ran_after.clone()), (2, vec![true, false, false]));
    // None of the new functions is called for the same input, and one of them for another.
    let called = |input| {
        let ran = blocks_that_run(&separated, input);
        separate(&separated, &ran, isize::MAX).expect("it is a module").ran
    };
    assert_eq!(called(0), ran_after);
    assert!(called(1)[1..].contains(&true));
}

#[test]
fn the_same_code_is_taken_out_once_and_short_code_stays() {
    let twice = r#"(module
      (import "js" "log" (func $log (param i32)))
      (func (export "one") (param i32) (if (local.get 0) (then (call $log (i32.const 70000)) (call $log (i32.const 80000)) unreachable)))
      (func (export "two") (param i32) (if (local.get 0) (then (call $log (i32.const 70000)) (call $log (i32.const 80000)) unreachable))))"#;
    let wasm = wat::parse_str(twice).expect("it is a module");
    let ran = [true, false, true, true, false, true];
    let of = |least_gain| separate(&wasm, &ran, least_gain).expect("it is a module");
    assert_eq!((of(0).regions, of(0).ran.len()), (2, 3));
    assert_eq!((of(20).regions, of(20).ran.len()), (0, 2));
}

#[test]
fn notes_of_another_program_are_refused() {
    let wasm = wat::parse_str(EXITS).expect("it is a module");
    let blocks = blocks_of(&wasm).expect("it is a module");
    for (count, wanted) in [(blocks - 1, "fewer"), (blocks + 1, "more")] {
        let why = separate(&wasm, &vec![true; count], 0)
            .map(|_| ())
            .expect_err("it is refused");
        assert_eq!(why, format!("there are notes of {wanted} blocks than the program has"));
    }
    assert!(separate(b"wasm", &[], 0).is_err());
}

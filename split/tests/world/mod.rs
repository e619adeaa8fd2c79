//! An interpreter in which the parts of a small program run.

use split::parts::{IMPORTS, import_name};
use wasmi::{Caller, Engine, Instance, Linker, Module, Store};

/// What the import was called with.
pub type Log = Vec<i32>;

/// An engine, with what was logged, and the import.
pub fn world() -> (Engine, Store<Log>, Linker<Log>) {
    let mut config = wasmi::Config::default();
    config.wasm_multi_memory(true);
    let engine = Engine::new(&config);
    let store = Store::new(&engine, Log::new());
    let mut linker = Linker::new(&engine);
    // Under its own name, and under the one that the first part has for it.
    for (module, name) in [("js", "log"), (IMPORTS, &import_name(0))] {
        let log = |mut caller: Caller<'_, Log>, number: i32| caller.data_mut().push(number);
        linker.func_wrap(module, name, log).expect("the name is free");
    }
    (engine, store, linker)
}

/// The program of this file, started.
pub fn start(engine: &Engine, store: &mut Store<Log>, linker: &Linker<Log>, wasm: &[u8]) -> Instance {
    let module = Module::new(engine, wasm).expect("a part is a valid module");
    linker
        .instantiate_and_start(store, &module)
        .expect("a part imports what there is")
}

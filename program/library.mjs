// Makes Python's standard library for the page out of Pyodide's: `node library.mjs PYODIDE FOLDER`. PYODIDE is the folder of the
// package; writes into FOLDER python_stdlib.zip and gzip-bytes.txt, what the page loads of Python in bytes as `gzip -9` has them.
//
// The modules are compiled by Pyodide itself, so that no start has to compile them, and stored as they are, because a host
// compresses the whole file. Left out is what no program in the page can use, or what only a person at a terminal would.

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

const [PYODIDE, FOLDER] = process.argv.slice(2).map((path) => resolve(path));

// Pyodide's own files that the page loads, unmodified.
const UNMODIFIED = ["pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm"];

// Beginnings of names in the library.
const LEFT_OUT = [
  // Windows, terminals, databases, packaging, other processes: nothing of it is there.
  "asyncio/proactor_events", "asyncio/windows_", "ctypes/", "curses/", "dbm/", "ensurepip/", "idlelib/", "lib2to3/",
  "multiprocessing/", "pty", "site-packages/", "sqlite3/", "tkinter/", "turtle", "tty", "venv/", "webbrowser",
  // Network and formats that come with it.
  "ftplib", "html/", "http/", "imaplib", "mailbox", "mimetypes", "netrc", "plistlib", "poplib", "quopri", "smtplib",
  "socketserver", "wsgiref/", "xml/", "xmlrpc/",
  // Tools of a person at a terminal.
  "_pyrepl/", "antigravity", "bdb", "cmd.", "compileall", "cProfile", "doctest", "modulefinder", "pdb", "pickletools", "profile",
  "pstats", "pyclbr", "pydoc", "rlcompleter", "tabnanny", "this.", "trace.", "unittest/", "zipapp",
  // Large, and written in C where the page runs.
  "_pydatetime", "_pydecimal", "_pyio", "tarfile", "wave", "zoneinfo/",
];

// Of the encodings, those that are more than a table for one old character set.
const ENCODINGS = [
  "__init__", "aliases", "ascii", "charmap", "cp437", "hex_codec", "idna", "latin_1", "raw_unicode_escape", "unicode_escape",
  "utf_8", "utf_8_sig",
];

const PACK = `
import importlib.util, io, json, marshal, zipfile

def is_kept(name):
    if name.endswith("/") or name.startswith(tuple(left_out)):
        return False
    return not name.startswith("encodings/") or name[len("encodings/") :].removesuffix(".py") in encodings

def compiled(name, source):
    code = compile(source, "/lib/python314.zip/" + name, "exec", dont_inherit=True, optimize=0)
    # Flags: not compared with any source. No time, so that the same library has the same bytes.
    return importlib.util.MAGIC_NUMBER + (1).to_bytes(4, "little") + bytes(8) + marshal.dumps(code)

left_out, encodings = json.loads(left_out), json.loads(encodings)
packed = io.BytesIO()
with zipfile.ZipFile("/library.zip") as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as target:
    for name in sorted(filter(is_kept, source.namelist())):
        data = source.read(name)
        if name.endswith(".py"):
            name, data = name + "c", compiled(name, data)
        target.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data)
with open("/packed.zip", "wb") as file:
    file.write(packed.getvalue())
`;

const { loadPyodide } = await import(pathToFileURL(join(PYODIDE, "pyodide.mjs")).href);
const python = await loadPyodide({ indexURL: PYODIDE, env: { PYTHONHASHSEED: "0" } });
python.FS.writeFile("/library.zip", await readFile(join(PYODIDE, "python_stdlib.zip")));
python.globals.set("left_out", JSON.stringify(LEFT_OUT));
python.globals.set("encodings", JSON.stringify(ENCODINGS));
python.runPython(PACK);
const library = python.FS.readFile("/packed.zip");

const gzipped = (bytes) => gzipSync(bytes, { level: 9 }).length;
let bytes = gzipped(library);
for (const name of UNMODIFIED) bytes += gzipped(await readFile(join(PYODIDE, name)));
await mkdir(FOLDER, { recursive: true });
await writeFile(join(FOLDER, "python_stdlib.zip"), library);
await writeFile(join(FOLDER, "gzip-bytes.txt"), `${bytes}\n`);

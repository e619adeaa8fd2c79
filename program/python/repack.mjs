// Makes what the page loads of Pyodide: `node repack.mjs OUT`, beside a node_modules with the package.
//
// Pyodide's own files are copied as they are. Of the standard library, what a program on the page can use is compiled to bytecode
// by Pyodide itself, so that a start does not compile it: 0.7 to 1.4 s instead of 1.7 to 4.8 s. The archive is stored, not
// deflated, because servers compress it as a whole.
import { loadPyodide } from "pyodide";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const OUT = process.argv[2];
const PACKAGE = join(import.meta.dirname, "node_modules", "pyodide");
const UNMODIFIED = ["pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm"];
const LIBRARY = "python_stdlib.zip";

const python = await loadPyodide();
python.FS.writeFile("/in.zip", readFileSync(join(PACKAGE, LIBRARY)));
const modules = python.runPython(`
import importlib.util, marshal, zipfile

# Beginnings of what needs a terminal, a display, processes or a network, and of tools for developing.
LEFT_OUT = (
    "_pyrepl/", "antigravity", "bdb.py", "cProfile", "cmd.py", "compileall", "ctypes/", "curses/", "dbm/", "distutils",
    "doctest.py", "email/", "ensurepip", "ftplib", "html/", "http/", "idlelib", "imaplib", "lib2to3", "mailbox", "mimetypes",
    "modulefinder", "multiprocessing/", "netrc", "pdb.py", "pickletools", "plistlib", "poplib", "profile.py", "pstats", "pty.py",
    "pyclbr", "pydoc", "quopri", "rlcompleter", "site-packages/", "smtplib", "socketserver", "sqlite3/", "tabnanny", "tarfile.py",
    "telnetlib", "this.py", "tkinter", "trace.py", "tty.py", "turtle", "unittest/", "venv/", "wave.py", "webbrowser", "wsgiref/",
    "xml/", "xmlrpc/", "zipapp", "zoneinfo/", "asyncio/windows", "asyncio/proactor",
)
ENCODINGS = ("__init__", "aliases", "ascii", "charmap", "cp437", "hex_codec", "idna", "latin_1", "raw_unicode", "unicode_escape", "utf_8")

def is_kept(name):
    if name.endswith("/") or name.startswith(LEFT_OUT):
        return False
    return not name.startswith("encodings/") or name.removeprefix("encodings/").startswith(ENCODINGS)

count = 0
with zipfile.ZipFile("/in.zip") as source, zipfile.ZipFile("/out.zip", "w", zipfile.ZIP_STORED) as packed:
    for entry in sorted(source.infolist(), key=lambda entry: entry.filename):
        name = entry.filename
        if not is_kept(name):
            continue
        data = source.read(entry)
        if name.endswith(".py"):
            code = compile(data, "/lib/python314.zip/" + name, "exec", dont_inherit=True, optimize=0)
            # Checked against no source: there is none.
            data = importlib.util.MAGIC_NUMBER + (1).to_bytes(4, "little") + bytes(8) + marshal.dumps(code)
            name += "c"
        packed.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data)
        count += 1
count
`);
mkdirSync(OUT, { recursive: true });
for (const name of UNMODIFIED) copyFileSync(join(PACKAGE, name), join(OUT, name));
writeFileSync(join(OUT, LIBRARY), python.FS.readFile("/out.zip"));
console.log(`${modules} modules`);

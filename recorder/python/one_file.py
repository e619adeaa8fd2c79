"""Makes the one-file form of the recorder: `python one_file.py [FILE]`, by default `futurescope_recorder.py` here.

The file holds the modules of the package as text. Imported, it is the package; run, it is its command line. The same
package gives the same bytes.
"""

import pathlib
import sys

FOLDER = pathlib.Path(__file__).resolve().parent
PACKAGE = FOLDER / "futurescope_recorder"

HEAD = '''"""{title}

The recorder of Futurescope in one file, made from the package by one_file.py. Licence: MIT or Apache-2.0.

    python futurescope_recorder.py program.py
"""

import importlib
import importlib.abc
import importlib.machinery
import os
import sys

NAME = "futurescope_recorder"
MODULES = {{
'''

TAIL = '''}


class _Modules(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Finds the modules of the package in `MODULES`."""

    def find_spec(self, name, path=None, target=None):
        package, _, module = name.partition(".")
        if package != NAME or (module or "__init__") not in MODULES:
            return None
        origin = os.path.join(f"<{NAME}>", f"{module or '__init__'}.py")
        spec = importlib.machinery.ModuleSpec(name, self, origin=origin, is_package=not module)
        spec.has_location = True
        return spec

    def is_package(self, name):
        return name == NAME

    def get_source(self, name):
        return MODULES[name.partition(".")[2] or "__init__"]

    def get_code(self, name):
        origin = os.path.join(f"<{NAME}>", f"{name.partition('.')[2] or '__init__'}.py")
        return compile(self.get_source(name), origin, "exec", dont_inherit=True)


sys.meta_path.insert(0, _Modules())
if __name__ == "__main__":
    from futurescope_recorder.command import main

    sys.exit(main(sys.argv[1:]))
else:
    # This module is not the package yet: the package takes its place.
    del sys.modules[__name__]
    sys.modules[__name__] = importlib.import_module(NAME)
'''


def one_file():
    """The text of the file."""
    parts = []
    for path in sorted(PACKAGE.glob("*.py")):
        if path.name == "__main__.py":
            continue
        text = path.read_text(encoding="utf-8")
        if path.name == "__init__.py":
            title = text.partition('"""')[2].partition("\n")[0]
        quoted = text.replace("\\", "\\\\").replace('"""', '\\"""')
        parts.append(f'    "{path.stem}": """\\\n{quoted}""",\n')
    return HEAD.format(title=title) + "".join(parts) + TAIL


def main():
    target = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER / "futurescope_recorder.py"
    target.write_text(one_file(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()

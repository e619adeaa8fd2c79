"""Makes the one-file form of the recorder: `python one_file.py [FILE]`, by default `futurescope_recorder.py` here.

The file holds the modules of the package as text. Imported, it is the package; run, it is its command line. The same
package gives the same bytes. What is around the modules is in `one_file.template`. A build of the page makes the same file
(`finish/src/recorder.rs`), which the page offers.
"""

import pathlib
import sys

FOLDER = pathlib.Path(__file__).resolve().parent
PACKAGE = FOLDER / "futurescope_recorder"

TEMPLATE = FOLDER / "one_file.template"


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
    text = TEMPLATE.read_text(encoding="utf-8")
    return text.replace("@TITLE@", title).replace("@MODULES@\n", "".join(parts))


def main():
    if any(word.startswith("-") for word in sys.argv[1:]) or len(sys.argv) > 2:
        print("usage: python one_file.py [FILE]", file=sys.stderr)
        sys.exit(2)
    target = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER / "futurescope_recorder.py"
    target.write_text(one_file(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()

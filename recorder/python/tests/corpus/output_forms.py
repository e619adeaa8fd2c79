"""print in all forms: end, sep, flush, file, several lines at once, bytes on the buffer, and output while closing."""

import asyncio
import sys


async def main():
    print("a", end="")
    print("b", "c", sep="-", flush=True)
    print("two\nlines")
    sys.stdout.write("written ")
    sys.stdout.writelines(["in ", "parts\n"])
    print("problem", file=sys.stderr)
    sys.stdout.flush()
    sys.stdout.buffer.write(b"bytes\n")
    sys.stdout.buffer.flush()
    print("ünïcödé ✓", sys.stdout.isatty(), sys.stdout.encoding, sys.stdout.fileno())
    print("no line break at the end", end="")


asyncio.run(main())

# expect: root prints: ab-c
# expect: root prints: two
# expect: root prints: lines
# expect: root prints: written in parts
# expect: root prints to stderr: problem
# expect: root prints: no line break at the end

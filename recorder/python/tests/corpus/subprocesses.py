"""Subprocesses: their output, input and exit code; two at the same time."""

import asyncio
import sys

CODE = "import sys; text = sys.stdin.read(); print(text.upper()); sys.exit(len(text))"


async def shout(text):
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", CODE, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    out, _ = await process.communicate(text.encode())
    return out.decode().strip(), process.returncode


async def main():
    print(await asyncio.gather(shout("ab"), shout("abc")))
    process = await asyncio.create_subprocess_shell("exit 5")
    print(await process.wait())


asyncio.run(main())

# run: real only: other processes
# expect: root prints: [('AB', 2), ('ABC', 3)]
# expect: end: ok

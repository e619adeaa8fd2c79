"""An exception that nobody catches: a traceback on stderr and exit code 1."""

import asyncio


async def load(key):
    await asyncio.sleep(0.01)
    return {"a": 1}[key]  # @raise


async def main():
    print("before")
    await load("b")
    print("never")


asyncio.run(main())

# exit: 1
# expect: root failed at @raise: KeyError: 'b'
# expect: ends: root failed
# expect: root prints: before
# expect: end: failed

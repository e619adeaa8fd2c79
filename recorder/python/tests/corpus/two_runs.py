"""Two calls of asyncio.run after each other: two loops, two roots, and a failure of the second that is caught."""

import asyncio


async def first():
    await asyncio.sleep(0.01)
    return "one"


async def second():
    await asyncio.sleep(0.01)
    raise LookupError("two")  # @raise


print(asyncio.run(first()))
try:
    asyncio.run(second())
except LookupError as error:
    print("caught", error)  # @caught

# expect: ends: root finished, root.2 failed
# expect: root returned 'one'
# expect: root.2 failed at @raise: LookupError: two
# expect: nobody prints at @caught: caught two
# expect[virtual]: root.2 ends at 20 ms
# expect: end: ok

"""A future whose exception nobody looks at is logged; it is no task and has no event of its own."""

import asyncio


async def main():
    future = asyncio.get_running_loop().create_future()
    future.set_exception(ValueError("lost"))
    del future
    await asyncio.sleep(0)
    print("on")


asyncio.run(main())

# expect: 1 tasks
# expect: no never-retrieved
# expect: root prints: on
# expect: end: ok

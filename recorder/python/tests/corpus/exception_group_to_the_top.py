"""A group of exceptions that nobody catches, raised from another one, with a note."""

import asyncio


async def fail(name):
    error = RuntimeError(name)
    error.add_note(f"a note about {name}")
    raise error


async def main():
    async with asyncio.TaskGroup() as group:
        group.create_task(fail("one"), name="one")
        group.create_task(fail("two"), name="two")


asyncio.run(main())

# exit: 1
# expect: root failed of RuntimeError: one | RuntimeError: two
# expect: ends: one failed, two failed, root failed
# expect: end: failed

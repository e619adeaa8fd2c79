"""A task that cancels itself is cancelled at its next await; uncancel takes a request back."""

import asyncio


async def giving_up():
    asyncio.current_task().cancel()  # @self
    print("still here")
    await asyncio.sleep(10)
    print("never")


async def changing_its_mind():
    task = asyncio.current_task()
    task.cancel()
    try:
        await asyncio.sleep(0.01)
    except asyncio.CancelledError:
        print("uncancelled", task.uncancel(), task.cancelling())
    await asyncio.sleep(0.01)
    return "done"


async def main():
    first = asyncio.create_task(giving_up(), name="first")
    second = asyncio.create_task(changing_its_mind(), name="second")
    await asyncio.wait([first, second])
    print(first.cancelled(), second.result())


asyncio.run(main())

# expect: first cancels first because program at @self 1 time
# expect: second cancels second because program 1 time
# expect: first prints: still here
# expect: ends: first cancelled, second finished, root finished

"""wait_for: in time once, and too late once, which cancels what was awaited."""

import asyncio


async def ask(delay):
    try:
        await asyncio.sleep(delay)
        return delay
    except asyncio.CancelledError:
        print("ask is cancelled")
        raise


async def main():
    print(await asyncio.wait_for(ask(0.02), 10))  # @first
    task = asyncio.create_task(ask(10), name="ask")
    try:
        await asyncio.wait_for(task, 0.04)  # @second
    except TimeoutError:
        print("too late", task.cancelled())


asyncio.run(main())

# expect[<3.12]: root starts @first.1 via wait-for at @first
# expect: root sets a timeout of 10000 ms that is cleared
# expect: root sets a timeout of 40 ms that fires
# expect: root waits on child for ask at @second
# expect: 1 cancel-requested of ask
# expect[3.12+]: 2 tasks
# expect[<3.12]: 3 tasks
# expect: root prints: too late True
# expect: end: ok

"""An event wakes all that wait; cleared, it makes the next one wait again."""

import asyncio


async def waiter(start, name):
    await start.wait()  # @wait
    print(name, "starts")


async def main():
    start = asyncio.Event()  # @event
    first = asyncio.create_task(waiter(start, "first"), name="first")
    second = asyncio.create_task(waiter(start, "second"), name="second")
    await asyncio.sleep(0.02)
    start.set()
    await asyncio.gather(first, second)
    await start.wait()
    start.clear()
    third = asyncio.create_task(waiter(start, "third"), name="third")
    asyncio.get_running_loop().call_later(0.02, start.set)
    await third
    print(start.is_set())


asyncio.run(main())

# expect: start is a event at @event
# expect: first waits on event start at @wait 1 time
# expect: first woken by event start from root 1 time
# expect: second woken by event start from root 1 time
# expect: third waits on event start at @wait 1 time
# expect: root set start 1 time
# expect: nobody set start 1 time
# expect: root waits on event start 0 times
# expect: ends: first finished, second finished, third finished, root finished

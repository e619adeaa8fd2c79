"""One `await` in a loop waits for a sleep, a future, a turn of the loop, a task and a lock, in two orders."""

import asyncio
import types


@types.coroutine
def turn():
    yield  # a turn of the loop, by a generator


async def nap():
    await asyncio.sleep(0.01)  # @nap


async def each(things):
    for thing in things:
        await thing  # @await
    print("done")


async def main():
    loop = asyncio.get_running_loop()
    door = asyncio.Lock()
    await door.acquire()
    loop.call_later(0.2, door.release)
    early, late = loop.create_future(), loop.create_future()
    loop.call_later(0.05, early.set_result, None)
    loop.call_later(0.1, late.set_result, None)
    child = asyncio.create_task(nap(), name="child")
    other = asyncio.create_task(nap(), name="other")
    forth = [asyncio.sleep(0.01), early, asyncio.sleep(0), turn(), nap(), asyncio.sleep(0), door.acquire()]
    back = [child, turn(), nap(), asyncio.sleep(0), late, asyncio.sleep(0), asyncio.sleep(0.01), other]
    first = asyncio.create_task(each(forth), name="forth")
    second = asyncio.create_task(each(back), name="back")
    await first
    await second


asyncio.run(main())

# expect: forth waits on timer at @await 1 time
# expect: forth waits on future at @await 1 time
# expect: forth waits on nothing at @await 2 times
# expect: forth waits on timer at @nap 1 time
# expect: forth waits on lock door at @await 1 time
# expect: forth woken by self 3 times
# expect: back waits on child for child at @await 1 time
# expect: back waits on nothing at @await 2 times
# expect: back waits on future at @await 1 time
# expect: back waits on timer at @await 1 time
# expect: back waits on timer at @nap 1 time
# expect: back woken by self 3 times
# expect: ends: child finished, other finished, back finished, forth finished, root finished

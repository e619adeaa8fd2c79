"""A future by hand: one task sets its result, another one its exception, and a callback is told."""

import asyncio


async def answer(future):
    await asyncio.sleep(0.02)
    future.set_result(42)


async def refuse(future, other):
    await other
    await asyncio.sleep(0.02)
    future.set_exception(PermissionError("no"))


async def main():
    loop = asyncio.get_running_loop()
    good, bad = loop.create_future(), loop.create_future()
    good.add_done_callback(lambda future: print("told", future.result()))
    one = asyncio.create_task(answer(good), name="answer")
    two = asyncio.create_task(refuse(bad, good), name="refuse")
    print(await good)  # @good
    try:
        await bad  # @bad
    except PermissionError as error:
        print("caught", error)
    await asyncio.gather(one, two)


asyncio.run(main())

# expect: root waits on future at @good 1 time
# expect: root waits on future at @bad 1 time
# expect: root woken by future from answer 1 time
# expect: root woken by future from refuse 1 time
# expect: nobody prints: told 42
# expect: ends: answer finished, refuse finished, root finished

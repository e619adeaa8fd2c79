"""ensure_future, wrap_future, one task gathered twice, and a task awaited after its end."""

import asyncio
import concurrent.futures


async def work(name):
    await asyncio.sleep(0.01)
    return name


async def main():
    loop = asyncio.get_running_loop()
    task = asyncio.ensure_future(work("one"))  # @ensure
    print(asyncio.ensure_future(task) is task)
    print(await asyncio.gather(task, task))  # @gather
    print(await task)
    outside = concurrent.futures.Future()
    loop.call_later(0.01, outside.set_result, "from outside")
    print(await asyncio.wrap_future(outside))  # @wrap
    ready = loop.create_future()
    ready.set_result("at once")
    print(await ready)


asyncio.run(main())

# expect: 2 tasks
# expect: root starts @ensure.1 via ensure-future at @ensure
# expect: root waits on gather for @ensure.1, @ensure.1 at @gather 1 time
# expect: root waits on future/thread at @wrap 1 time
# expect: 3 poll-start of root
# expect: ends: @ensure.1 finished, root finished

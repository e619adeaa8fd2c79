"""Awaitables of the program's own: __await__, types.coroutine, and a context manager that awaits."""

import asyncio
import contextlib
import types


class Ticket:
    def __init__(self, future):
        self.future = future

    def __await__(self):
        result = yield from self.future.__await__()  # @ticket
        return result + 1


@types.coroutine
def bare_yield():
    yield


@contextlib.asynccontextmanager
async def session():
    await asyncio.sleep(0.01)  # @open
    try:
        yield "session"
    finally:
        await asyncio.sleep(0.01)  # @close


async def main():
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    loop.call_later(0.01, future.set_result, 1)
    print(await Ticket(future))
    await bare_yield()
    async with session() as name:
        print(name)


asyncio.run(main())

# expect: root waits on future at @ticket 1 time
# expect: root woken by self 1 time
# expect: root waits on timer at @open 1 time
# expect: root waits on timer at @close 1 time
# expect[virtual]: root ends at 30 ms

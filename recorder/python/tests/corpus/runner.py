"""A Runner runs several mains on one loop; each is a root of its own."""

import asyncio
import contextvars

place = contextvars.ContextVar("place", default="nowhere")


async def first():
    place.set("first")
    await asyncio.sleep(0)  # @yield
    return place.get()


async def second():
    return place.get()


with asyncio.Runner() as runner:
    loop = runner.get_loop()
    print(runner.run(first()))  # @first
    print(runner.run(second()), runner.get_loop() is loop)  # @second

# expect: 2 tasks
# expect: nobody starts root at @first
# expect: nobody starts root.2 at @second
# expect: root waits on nothing at @yield 1 time
# expect: root woken by self 1 time
# expect: ends: root finished, root.2 finished
# expect: root.2 returned 'first'
# expect: end: ok

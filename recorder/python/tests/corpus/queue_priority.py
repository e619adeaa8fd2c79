"""PriorityQueue and LifoQueue, without waiting: the order of what comes out, and the exceptions of the _nowait calls."""

import asyncio


async def main():
    urgent = asyncio.PriorityQueue(maxsize=3)  # @urgent
    stack = asyncio.LifoQueue()  # @stack
    for number in (3, 1, 2):
        urgent.put_nowait((number, f"job {number}"))
        await stack.put(number)
    try:
        urgent.put_nowait((0, "too much"))
    except asyncio.QueueFull:
        print("full", urgent.qsize(), urgent.full())
    print([urgent.get_nowait() for _ in range(3)], [await stack.get() for _ in range(3)])
    try:
        stack.get_nowait()
    except asyncio.QueueEmpty:
        print("empty", stack.empty())


asyncio.run(main())

# expect: urgent is a queue of size 3 at @urgent
# expect: stack is a queue at @stack
# expect: urgent sizes: put=1 put=2 put=3 got=2 got=1 got=0
# expect: stack sizes: put=1 put=2 put=3 got=2 got=1 got=0
# expect: root put urgent 3 times
# expect: 1 tasks
# expect: ends: root finished

"""eager_task_factory (3.12): a task runs at its making, and one that does not wait ends within its creator's poll."""

import asyncio


async def cached():
    print("cached")
    return 1


async def slow():
    print("slow starts")
    await asyncio.sleep(0.02)  # @sleep
    print("slow ends")
    return 2


async def main():
    asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)
    first = asyncio.create_task(cached(), name="cached")  # @cached
    print("made", first.done())
    second = asyncio.create_task(slow(), name="slow")
    print("made", second.done())
    print(await asyncio.gather(first, second))


asyncio.run(main())

# python: 3.12
# expect: root starts cached via create-task at @cached
# expect: no woken of cached
# expect: 1 poll-start of cached
# expect: cached prints: cached
# expect: slow waits on timer at @sleep 1 time
# expect: slow woken by timer 1 time
# expect: 2 poll-start of slow
# expect: ends: cached finished, slow finished, root finished

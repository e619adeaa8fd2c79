"""A program with a task factory of its own keeps it; its tasks are recorded all the same."""

import asyncio

made = []


def factory(loop, coro, **options):
    task = asyncio.Task(coro, loop=loop, **options)
    made.append(task.get_coro().__name__)
    return task


async def work():
    await asyncio.sleep(0.01)
    return "worked"


async def main():
    loop = asyncio.get_running_loop()
    loop.set_task_factory(factory)
    print(await asyncio.create_task(work(), name="work"))
    print(made, loop.get_task_factory() is factory)


asyncio.run(main())

# expect: ends: work finished, root finished
# expect: root waits on child for work 1 time
# expect: work returned 'worked'

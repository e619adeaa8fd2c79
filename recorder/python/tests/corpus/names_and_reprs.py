"""What a program sees of its tasks: numbers, reprs, all_tasks, current_task and the type."""

import asyncio


async def work():
    await asyncio.sleep(0.01)


async def main():
    one, two = asyncio.create_task(work()), asyncio.create_task(work(), name="named")
    print(repr(asyncio.current_task())[:30], type(one), type(one) is asyncio.Task, isinstance(one, asyncio.Future))
    print(sorted(task.get_name() for task in asyncio.all_tasks()))
    print(one.get_coro().__qualname__, asyncio.iscoroutine(one.get_coro()), asyncio.isfuture(one))
    print(repr(two).replace(__file__, "FILE"))
    two.set_name("renamed")
    await one
    print(one.get_name(), two.get_name(), one.get_stack())
    await two
    print(repr(one).replace(__file__, "FILE"))
    print(type(asyncio.get_running_loop()).__name__ in ("_UnixSelectorEventLoop", "ProactorEventLoop"))


asyncio.run(main())

# run: real only: the type of the loop is printed
# expect: 3 tasks
# expect: root prints: Task-2 renamed []
# expect: end: ok

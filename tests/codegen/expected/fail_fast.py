import asyncio


async def slow_operation(delay, fails=False):
    print(f'Starting operation with delay {delay}')
    await asyncio.sleep(delay)
    if fails:
        raise RuntimeError(f'operation with delay {delay} failed')
    print(f'Operation with delay {delay} finished')
    return delay * 2


async def main():
    try:
        async with asyncio.TaskGroup() as group:
            task1 = group.create_task(slow_operation(3))  # profile
            task2 = group.create_task(slow_operation(1, fails=True))  # payment
            task3 = group.create_task(slow_operation(2))  # stock
        results = [task.result() for task in (task1, task2, task3)]
        print(f'Results: {results}')
    except* RuntimeError as failures:
        print(f'Failed: {failures.exceptions[0]}')


asyncio.run(main())

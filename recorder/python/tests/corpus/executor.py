"""run_in_executor with an executor of the program's own; its threads print outside of tasks."""

import asyncio
import concurrent.futures
import threading

# A thread that has its result before it is awaited is not waited for, from Python 3.14.3 on.
awaited = threading.Semaphore(0)


def square(number):
    awaited.acquire()
    print("in", threading.current_thread().name)
    return number * number


def add(*numbers):
    awaited.acquire()
    return sum(numbers)


async def main():
    loop = asyncio.get_running_loop()
    with concurrent.futures.ThreadPoolExecutor(1, thread_name_prefix="pool") as pool:
        loop.call_soon(awaited.release)
        print(await loop.run_in_executor(pool, square, 7))  # @executor
    loop.call_soon(awaited.release)
    print(await loop.run_in_executor(None, add, 1, 2, 3))


asyncio.run(main())

# run: real only: the name of the thread is printed
# expect: root waits on thread at @executor 1 time
# expect: root woken by thread 2 times
# expect: nobody prints: in pool_0
# expect: ends: root finished

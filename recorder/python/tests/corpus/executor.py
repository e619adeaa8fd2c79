"""run_in_executor with an executor of the program's own; its threads print outside of tasks."""

import asyncio
import concurrent.futures
import threading


def square(number):
    print("in", threading.current_thread().name)
    return number * number


async def main():
    loop = asyncio.get_running_loop()
    with concurrent.futures.ThreadPoolExecutor(1, thread_name_prefix="pool") as pool:
        print(await loop.run_in_executor(pool, square, 7))  # @executor
    print(await loop.run_in_executor(None, sum, [1, 2, 3]))


asyncio.run(main())

# run: real only: the name of the thread is printed
# expect: root waits on thread at @executor 1 time
# expect: root woken by thread 2 times
# expect: nobody prints: in pool_0
# expect: ends: root finished

"""Computing in another process: the loop stays free, and the child process is not recorded."""

import asyncio
import concurrent.futures
import multiprocessing


def square(number):
    return number * number


async def main():
    loop = asyncio.get_running_loop()
    context = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(1, mp_context=context) as pool:
        print(await loop.run_in_executor(pool, square, 9))  # @process


if __name__ == "__main__":
    asyncio.run(main())

# run: real only: another process computes
# expect: root waits on thread/future at @process 1 time
# expect: ends: root finished
# expect: end: ok

"""A thread hands work to the loop with call_soon_threadsafe and run_coroutine_threadsafe."""

import asyncio
import threading


async def double(number):
    await asyncio.sleep(0.01)
    return 2 * number


def outside(loop, event):
    future = asyncio.run_coroutine_threadsafe(double(21), loop)
    print("thread got", future.result())
    loop.call_soon_threadsafe(event.set)


async def main():
    event = asyncio.Event()
    thread = threading.Thread(target=outside, args=(asyncio.get_running_loop(), event))
    thread.start()
    await event.wait()  # @wait
    thread.join()
    print("joined")


asyncio.run(main())

# run: real only: the loop waits for another thread
# expect: 2 tasks
# expect: root waits on event event at @wait 1 time
# expect: nobody prints: thread got 42
# expect: nobody set event 1 time
# expect: root.2 returned 42
# expect: ends: root.2 finished, root finished

"""A loop that runs for ever in a thread, to which the main thread hands coroutines and which it stops."""

import asyncio
import threading


async def add(one, two):
    await asyncio.sleep(0.01)  # @sleep
    return one + two


loop = asyncio.new_event_loop()
thread = threading.Thread(target=loop.run_forever)
thread.start()
print(asyncio.run_coroutine_threadsafe(add(1, 2), loop).result())
print(asyncio.run_coroutine_threadsafe(add(3, 4), loop).result())
loop.call_soon_threadsafe(loop.stop)
thread.join()
loop.close()

# run: real only: the loop waits for another thread
# expect: 2 tasks
# expect: root waits on timer at @sleep 1 time
# expect: root.2 waits on timer at @sleep 1 time
# expect: ends: root finished, root.2 finished
# expect: root.2 returned 7
# expect: nobody prints: 3

"""Two loops in two threads at the same time, each with its own tasks."""

import asyncio
import sys
import threading

# The threads take turns as often as they can, so that each gets in between whatever the other does.
sys.setswitchinterval(1e-6)
results = {}


async def work(name):
    await asyncio.gather(*[asyncio.sleep(0.02, number) for number in range(2)])
    results[name] = asyncio.current_task().get_coro().__name__


def in_thread():
    asyncio.run(work("thread"))


thread = threading.Thread(target=in_thread)
thread.start()
asyncio.run(work("main"))
thread.join()
print(sorted(results.items()))

# run: real only: two loops in real time
# differs: futurescope_recorder: another event loop .*\n because the tasks of only one loop are recorded
# expect: nobody prints: [('main', 'work'), ('thread', 'work')]
# expect: end: ok

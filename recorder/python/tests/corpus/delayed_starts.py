"""Delayed starts: each hedged request starts a while after the one before, and the first answer ends the others."""

import asyncio


async def request(name, delay):
    await asyncio.sleep(delay)
    return name


async def main():
    delays = {"primary": 10, "second": 0.5, "third": 10}
    pending, done = set(), set()
    for name, delay in delays.items():
        pending.add(asyncio.create_task(request(name, delay), name=name))
        patience = None if name == "third" else 0.03
        done, pending = await asyncio.wait(pending, timeout=patience, return_when=asyncio.FIRST_COMPLETED)  # @wait
        if done:
            break
    for task in pending:
        task.cancel()
    await asyncio.wait(pending)
    print(done.pop().result(), sorted(task.get_name() for task in pending))


asyncio.run(main())

# expect: root waits on wait at @wait 3 times
# expect: root woken by timer 2 times
# expect: root woken by task second 1 time
# expect: second returned 'second'
# expect: root prints: second ['primary', 'third']
# expect: no cancel-requested of second
# expect[virtual]: root ends at 530 ms

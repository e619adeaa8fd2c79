"""A coroutine that is called and never awaited: Python warns, the trace has the warning, and no task is made."""

import asyncio


async def notify():
    print("never printed")


async def main():
    notify()
    await asyncio.sleep(0)
    print("done")


asyncio.run(main())

# expect: 1 tasks
# expect: warned: coroutine 'notify' was never awaited
# expect: 1 warned
# expect: root prints: done
# expect: end: ok

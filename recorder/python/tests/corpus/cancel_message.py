"""cancel(msg) and a done callback that sees the cancellation; asyncio.run lets it through to the top."""

import asyncio


async def main():
    task = asyncio.current_task()
    task.add_done_callback(lambda done: print("callback", done.cancelled()))
    asyncio.get_running_loop().call_later(0.02, task.cancel, "enough")
    await asyncio.sleep(10)


try:
    asyncio.run(main())
except asyncio.CancelledError as error:
    print("main was cancelled", error.args)

# expect: ends: root cancelled
# expect: 1 cancel-requested of root
# expect: root woken by cancel 1 time
# expect: nobody prints: callback True
# expect: nobody cancels root because program 1 time

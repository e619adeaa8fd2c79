"""Clean-up that awaits: a cancelled task is polled again, waits, and only then ends as cancelled."""

import asyncio


async def transfer():
    try:
        await asyncio.sleep(10)  # @work
    finally:
        print("rolling back")
        await asyncio.sleep(0.03)  # @cleanup
        print("rolled back")


async def main():
    task = asyncio.create_task(transfer(), name="transfer")
    await asyncio.sleep(0.02)
    task.cancel()  # @cancel
    try:
        await task
    except asyncio.CancelledError:
        print("cancelled", task.cancelled())


asyncio.run(main())

# expect: root cancels transfer because program at @cancel 1 time
# expect: transfer waits on timer at @work 1 time
# expect: transfer woken by cancel from root 1 time
# expect: transfer waits on timer at @cleanup 1 time
# expect: transfer woken by timer 1 time
# expect: 3 poll-start of transfer
# expect: ends: transfer cancelled, root finished
# expect[virtual]: transfer ends at 50 ms

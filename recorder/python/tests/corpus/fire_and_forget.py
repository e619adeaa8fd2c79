"""A task that nobody awaits: asyncio.run cancels it when main returns."""

import asyncio

background = set()


async def save(record):
    try:
        await asyncio.sleep(10)  # @save
    finally:
        print("not saved:", record)


async def main():
    task = asyncio.create_task(save("order 7"), name="save")
    background.add(task)
    task.add_done_callback(background.discard)
    await asyncio.sleep(0.02)
    print("answered")


asyncio.run(main())
print(background)

# expect: save waits on timer at @save 1 time
# expect: ends: root finished, save cancelled
# expect: nobody cancels save because leftovers 1 time
# expect: save woken by cancel 1 time
# expect: save prints: not saved: order 7
# expect: save sets a sleep of 10000 ms that is cleared
# expect[virtual]: save ends at 20 ms
# expect: end: ok

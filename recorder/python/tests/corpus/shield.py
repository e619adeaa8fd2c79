"""shield: the caller times out, the inner task goes on to its end."""

import asyncio


async def save():
    await asyncio.sleep(0.08)
    print("saved")
    return "ok"


async def main():
    task = asyncio.create_task(save(), name="save")
    try:
        async with asyncio.timeout(0.02):
            await asyncio.shield(task)  # @shield
    except TimeoutError:
        print("gave up waiting")
    print(await task)  # @await


asyncio.run(main())

# expect: root waits on child for save at @shield 1 time
# expect: root waits on child for save at @await 1 time
# expect: nobody cancels root because timeout 1 time
# expect: no cancel-requested of save
# expect: ends: save finished, root finished
# expect: save prints: saved

"""wait(FIRST_EXCEPTION): goes on after a success, returns at the first failure."""

import asyncio


async def ask(name, delay, looked):
    await asyncio.sleep(delay)
    if name == "bad":
        raise ValueError(name)
    if name == "slow":
        await looked.wait()
    return name


async def main():
    looked = asyncio.Event()
    delays = {"good": 0.02, "bad": 0.2, "slow": 0}
    tasks = [asyncio.create_task(ask(name, delay, looked), name=name) for name, delay in delays.items()]
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)  # @wait
    print(sorted(task.get_name() for task in done), sorted(task.get_name() for task in pending))
    print(repr(tasks[1].exception()))
    looked.set()
    await asyncio.wait(pending)


asyncio.run(main())

# expect: root waits on wait for good, bad, slow at @wait 1 time
# expect: root woken by task good 0 times
# expect: root woken by task bad 1 time
# expect: root woken by task slow 1 time
# expect: ends: good finished, bad failed, slow finished, root finished
# expect: no never-retrieved

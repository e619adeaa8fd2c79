"""In debug mode a warning of a forgotten await says where the coroutine was made, by the program's lines alone."""

import asyncio


async def forgotten():
    pass


def make():
    forgotten()


async def main():
    asyncio.get_running_loop().slow_callback_duration = 60
    make()
    await asyncio.sleep(0)


asyncio.run(main(), debug=True)

# run: real only: the plain loop's lines are in the warning
# expect: warned: coroutine 'forgotten' was never awaited
# expect: ends: root finished

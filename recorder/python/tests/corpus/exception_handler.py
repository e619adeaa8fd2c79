"""A loop's exception handler of the program's own is called as without a recorder, and gets the same context."""

import asyncio
import gc


def handler(loop, context):
    print("handler:", context["message"], repr(context.get("exception")), sorted(context))


async def lost():
    raise ValueError("lost")


async def main():
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(handler)
    task = asyncio.create_task(lost(), name="lost")
    await asyncio.sleep(0)
    del task
    gc.collect()
    loop.call_soon(lambda: 1 / 0)
    await asyncio.sleep(0)
    print(loop.get_exception_handler() is handler)


asyncio.run(main())

# expect: ends: lost failed, root finished
# expect: 1 never-retrieved of lost

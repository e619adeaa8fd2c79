"""Each task has a copy of its creator's context; a callback and a task may be given one."""

import asyncio
import contextvars

request = contextvars.ContextVar("request", default="none")


async def handle(number):
    request.set(number)
    await asyncio.sleep(0.01 * number)
    return request.get()


async def main():
    print(await asyncio.gather(handle(1), handle(2), handle(3)), request.get())
    own = contextvars.copy_context()
    own.run(request.set, "own")
    print(await asyncio.create_task(handle(4), context=own), own[request])
    asyncio.get_running_loop().call_soon(lambda: print("callback", request.get()), context=own)
    await asyncio.sleep(0)
    return request.get()


print(asyncio.run(main()))

# expect: 5 tasks
# expect: root returned 'none'
# expect: nobody prints: callback 4
# expect: end: ok

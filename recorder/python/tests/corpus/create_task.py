"""Tasks run beside main, which awaits them one after the other; the second has ended by then."""

import asyncio


async def fetch(name, delay):
    print("start", name)
    await asyncio.sleep(delay)  # @sleep
    print("end", name)
    return name.upper()


async def main():
    slow = asyncio.create_task(fetch("slow", 0.2), name="slow")  # @slow
    fast = asyncio.create_task(fetch("fast", 0.02), name="fast")  # @fast
    print(await slow)  # @await_slow
    print(await fast)
    return slow.get_name(), fast.get_name()


print(asyncio.run(main()))

# expect: root starts slow via create-task at @slow
# expect: root starts fast via create-task at @fast
# expect: slow woken by spawn 1 time
# expect: slow waits on timer at @sleep 1 time
# expect: root waits on child for slow at @await_slow 1 time
# expect: root woken by task slow 1 time
# expect: root woken by task fast 0 times
# expect: ends: fast finished, slow finished, root finished
# expect: slow prints: end slow
# expect[virtual]: root ends at 200 ms

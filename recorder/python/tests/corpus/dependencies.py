"""Tasks that depend on one another: each awaits the tasks before it, which several may await."""

import asyncio


async def step(name, *before):
    for task in before:
        await task  # @before
    await asyncio.sleep(0.02)
    print(name)
    return name


async def main():
    load = asyncio.create_task(step("load"), name="load")
    parse = asyncio.create_task(step("parse", load), name="parse")
    index = asyncio.create_task(step("index", load), name="index")
    report = asyncio.create_task(step("report", parse, index), name="report")
    await report


asyncio.run(main())

# expect: parse waits on child for load at @before 1 time
# expect: index waits on child for load at @before 1 time
# expect: parse woken by task load 1 time
# expect: index woken by task load 1 time
# expect: report waits on child for parse at @before 1 time
# expect: report waits on child for index 0 times
# expect: ends: load finished, parse finished, index finished, report finished, root finished

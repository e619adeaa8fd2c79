"""A meal: each step begins when the steps that it needs have ended."""

import asyncio

MEAL = {
    "boil water": (2, []),
    "chop onions": (0.5, []),
    "cook sauce": (1, ["chop onions"]),
    "cook pasta": (1, ["boil water"]),
    "serve": (0.2, ["cook sauce", "cook pasta"]),
}


async def cook(step, tasks):
    seconds, needs = MEAL[step]
    for need in needs:
        await tasks[need]
    print(f"{step}: begins")
    await asyncio.sleep(seconds)


async def main():
    tasks = {}
    async with asyncio.TaskGroup() as kitchen:
        for step in MEAL:
            tasks[step] = kitchen.create_task(cook(step, tasks), name=step)
    print("the meal is served")


asyncio.run(main())

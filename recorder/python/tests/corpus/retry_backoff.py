"""Retries with growing pauses: two attempts fail, the third one is answered."""

import asyncio

answers = iter([ConnectionError("reset"), ConnectionError("refused"), "ok"])


async def call():
    await asyncio.sleep(0.01)  # @call
    answer = next(answers)
    if isinstance(answer, Exception):
        raise answer
    return answer


async def with_retries(attempts):
    for number in range(attempts):
        try:
            return await call()
        except ConnectionError as error:
            print("attempt", number + 1, "failed:", error)
            await asyncio.sleep(0.02 * 2**number)  # @pause


async def main():
    print(await asyncio.create_task(with_retries(3), name="client"))


asyncio.run(main())

# expect: client waits on timer at @call 3 times
# expect: client waits on timer at @pause 2 times
# expect: client sets a sleep of 40 ms that fires
# expect: client returned 'ok'
# expect[virtual]: root ends at 90 ms

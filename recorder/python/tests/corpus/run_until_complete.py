"""A loop made and closed by hand, with run_until_complete, as programs did before asyncio.run."""

import asyncio


async def work(name):
    await asyncio.sleep(0.01)
    return name


loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
task = loop.create_task(work("made before the loop runs"), name="early")  # @early
print(loop.run_until_complete(work("awaited")))  # @late
print(loop.run_until_complete(task))
loop.run_until_complete(loop.shutdown_asyncgens())
loop.close()
print(loop.is_closed())

# expect: 2 tasks
# expect: nobody starts early at @early
# expect: nobody starts root.2 at @late
# expect: ends: early finished, root.2 finished
# expect: early returned 'made before the loop runs'
# expect: end: ok

"""run_forever, ended by loop.stop out of a task; what still waits is destroyed with its warning."""

import asyncio
import gc


async def stopper(loop):
    await asyncio.sleep(0.02)
    print("stopping")
    loop.stop()


async def waiter():
    await asyncio.Event().wait()  # @wait


loop = asyncio.new_event_loop()
stop = loop.create_task(stopper(loop), name="stopper")
wait = loop.create_task(waiter(), name="waiter")
loop.run_forever()
print(stop.done(), wait.done())
del wait
gc.collect()
loop.close()

# expect: waiter waits on event at @wait 1 time
# expect: ends: stopper finished, waiter destroyed
# expect: stopper prints: stopping
# expect: 1 destroyed of waiter

"""A program that fails before it comes to asyncio: no task, and the traceback of its own."""

import asyncio

print("reading")
settings = {}
print(settings["missing"])
asyncio.run(asyncio.sleep(0))

# exit: 1
# expect: nobody prints: reading
# expect: no spawned
# expect: end: failed

"""sys.exit inside a task ends the program with its code; main is cancelled on the way, and atexit runs."""

import asyncio
import atexit
import sys

atexit.register(print, "at exit")


async def quitter():
    await asyncio.sleep(0.02)
    sys.exit(3)


async def main():
    task = asyncio.create_task(quitter(), name="quitter")
    try:
        await asyncio.sleep(10)
    finally:
        print("main is cleaned up", task.done())


asyncio.run(main())

# exit: 3
# expect: quitter failed: SystemExit: 3
# expect: ends: quitter failed, root cancelled
# expect: nobody cancels root because leftovers 1 time

"""Ctrl+C: asyncio cancels main, which cleans up; the program ends with KeyboardInterrupt."""

import asyncio
import os
import signal


async def main():
    asyncio.get_running_loop().call_later(0.02, os.kill, os.getpid(), signal.SIGINT)
    try:
        await asyncio.sleep(10)  # @sleep
    finally:
        print("cleaned up")


try:
    asyncio.run(main())
except KeyboardInterrupt:
    print("interrupted")

# expect: root waits on timer at @sleep 1 time
# expect: ends: root cancelled
# expect: root prints: cleaned up
# expect: nobody prints: interrupted

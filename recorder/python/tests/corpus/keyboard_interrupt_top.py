"""Ctrl+C that nobody catches: the process dies of the signal, as without a recorder."""

import asyncio
import os
import signal


async def main():
    asyncio.get_running_loop().call_later(0.02, os.kill, os.getpid(), signal.SIGINT)
    await asyncio.sleep(10)


asyncio.run(main())

# exit: -2
# expect: ends: root cancelled

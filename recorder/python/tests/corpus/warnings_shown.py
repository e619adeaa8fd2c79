"""Warnings of the program: shown once for a line, turned into errors, and caught."""

import asyncio
import warnings


async def old():
    warnings.warn("old is deprecated", DeprecationWarning, stacklevel=2)


async def main():
    for _ in range(2):
        await old()
    warnings.warn("a user warning")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        warnings.warn("caught")
    print(len(caught), caught[0].message)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            warnings.warn("an error now", RuntimeWarning)
        except RuntimeWarning as warning:
            print("raised", warning)


asyncio.run(main())

# expect: warned: a user warning
# expect: warned: old is deprecated
# expect: 2 warned
# expect: root prints: raised an error now

import asyncio
from contextlib import aclosing

from measures import Claim, number


async def rows(held):
    held.append("connection")
    try:
        for i in range(10):
            yield i
    finally:
        held.pop()


async def broken_off(closing):
    held = []
    found = rows(held)
    if closing:
        async with aclosing(found):
            async for _ in found:
                break
    else:
        async for _ in found:
            break
    return len(held)


CLAIMS = [
    Claim("Held behind the `break`: plain `async for`, inside `aclosing`", number,
          lambda: asyncio.run(broken_off(False)), lambda: asyncio.run(broken_off(True))),
]

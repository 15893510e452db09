import asyncio

from measures import Claim, number


class Peer:
    def __init__(self):
        self.pending = {}


async def ask(peer, key):
    answer = asyncio.get_running_loop().create_future()
    peer.pending[key] = answer
    await asyncio.wait_for(answer, 0)


async def ask_well(peer, key):
    answer = asyncio.get_running_loop().create_future()
    peer.pending[key] = answer
    try:
        await asyncio.wait_for(answer, 0)
    finally:
        peer.pending.pop(key, None)


def left_behind(ask_once):
    async def ask_often():
        peer = Peer()
        for key in range(100):
            try:
                await ask_once(peer, key)
            except asyncio.TimeoutError:
                pass
        return len(peer.pending)
    return asyncio.run(ask_often())


CLAIMS = [
    Claim("Entries left after 100 questions that time out: removed by who answers only, removed in `finally`",
          number, lambda: left_behind(ask), lambda: left_behind(ask_well)),
]

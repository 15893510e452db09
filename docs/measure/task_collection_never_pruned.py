import asyncio

from measures import Claim, number


async def work():
    pass


async def left(discard):
    tasks = set()
    for _ in range(1000):
        task = asyncio.create_task(work())
        tasks.add(task)
        if discard:
            task.add_done_callback(tasks.discard)
    while not all(task.done() for task in tasks):
        await asyncio.sleep(0)
    await asyncio.sleep(0)
    return tasks


CLAIMS = [
    Claim("Tasks in the set when 1,000 have ended: added only, with `add_done_callback(tasks.discard)`", number,
          lambda: len(asyncio.run(left(False))), lambda: len(asyncio.run(left(True)))),
]

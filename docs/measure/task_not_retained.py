import asyncio
import gc

from measures import Claim, number


async def wait(lost):
    """Waits for something that only this task refers to."""
    try:
        await asyncio.get_running_loop().create_future()
    except GeneratorExit:
        lost.append(1)
        raise


async def collected(keep):
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: None)  # "Task was destroyed but it is pending!"
    tasks, lost = set(), []
    for _ in range(10):
        task = asyncio.create_task(wait(lost))
        if keep:
            tasks.add(task)
    del task
    await asyncio.sleep(0)
    gc.collect()
    return len(lost)


CLAIMS = [
    Claim("Of 10 tasks that wait for what only they refer to, ended in the middle by the collector: dropped, kept in a set", number,
          lambda: asyncio.run(collected(False)), lambda: asyncio.run(collected(True))),
]

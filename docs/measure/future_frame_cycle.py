import asyncio
import weakref
from concurrent.futures import Future

from measures import Claim, alive


class Payload:
    pass


def fail():
    raise ValueError


def run(references):
    payload = Payload()
    references.append(weakref.ref(payload))
    future = Future()
    try:
        future.set_result(fail())
    except BaseException as error:
        future.set_exception(error)
    return future


def run_and_let_go(references):
    payload = Payload()
    references.append(weakref.ref(payload))
    future = Future()
    try:
        future.set_result(fail())
    except BaseException as error:
        future.set_exception(error)
    try:
        return future
    finally:
        future = None


def calls(function):
    references = []
    for _ in range(10):
        function(references)
    return references


async def serve(references):
    task = asyncio.current_task()
    payload = Payload()
    references.append(weakref.ref(payload))
    await asyncio.sleep(0)
    raise ValueError(task is None)


async def serve_and_let_go(references):
    task = asyncio.current_task()
    payload = Payload()
    references.append(weakref.ref(payload))
    try:
        await asyncio.sleep(0)
        raise ValueError(task is None)
    finally:
        task = None


def tasks(function):
    async def main():
        for _ in range(10):
            task = asyncio.ensure_future(function(references))
            await asyncio.wait([task])
            task.exception()

    references = []
    asyncio.run(main())
    return references


CLAIMS = [
    Claim("Locals alive after 10 failed calls whose futures are gone, before the collector runs: kept in its variable, let go", alive,
          lambda: calls(run), lambda: calls(run_and_let_go)),
    Claim("Locals alive after 10 tasks failed, before the collector runs: the task kept in its own variable, let go", alive,
          lambda: tasks(serve), lambda: tasks(serve_and_let_go)),
]

import asyncio
import threading

from measures import Claim, number


def started(is_stopped):
    before = threading.active_count()
    for _ in range(10):
        loop = asyncio.new_event_loop()
        thread = threading.Thread(target=loop.run_forever, daemon=True)
        thread.start()
        if is_stopped:
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            loop.close()
    return threading.active_count() - before


CLAIMS = [Claim("Threads after ten loops: never stopped, stopped", number, lambda: started(False), lambda: started(True), times=10)]

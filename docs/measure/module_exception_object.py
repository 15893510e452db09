import traceback

from measures import Claim, number

NOT_READY = RuntimeError("not ready")


def entries(make):
    """The length of the traceback when it was raised for the hundredth time."""

    def handle():
        raise make()

    for _ in range(100):
        try:
            handle()
        except RuntimeError as error:
            count = len(traceback.extract_tb(error.__traceback__))
    return count


CLAIMS = [
    Claim("Entries in the traceback of the 100th call: one object, a new one each time", number,
          lambda: entries(lambda: NOT_READY), lambda: entries(lambda: RuntimeError("not ready"))),
]

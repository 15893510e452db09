"""A signal in the manner of blinker and Django, which are not among what the tests install."""
import weakref

from measures import Claim, alive_after_collection


class Signal:
    def __init__(self):
        self.receivers = []

    def connect(self, receiver, weak=True):
        self.receivers.append(weakref.WeakMethod(receiver) if weak else receiver)


SAVED = Signal()


class View:
    def __init__(self, weak):
        SAVED.connect(self.refresh, weak=weak)

    def refresh(self):
        pass


def dropped(weak):
    return [weakref.ref(View(weak)) for _ in range(10)]


CLAIMS = [Claim("Alive of 10 dropped objects that connected a method: `weak=False`, held weakly", alive_after_collection, lambda: dropped(False), lambda: dropped(True))]

import weakref

from measures import Claim, alive_after_collection

STRONG = weakref.WeakKeyDictionary()
WEAK = weakref.WeakKeyDictionary()


class Widget:
    pass


class Wrapper:
    def __init__(self, widget):
        self.widget = widget


def widgets(wrappers, hold):
    references = []
    for _ in range(10):
        widget = Widget()
        wrappers[widget] = Wrapper(hold(widget))
        references.append(weakref.ref(widget))
    del widget
    return references


CLAIMS = [
    Claim("Of 10 keys of a `WeakKeyDictionary` that nobody else has, alive after the collector has run: the value holds the key, holds it weakly",
          alive_after_collection, lambda: widgets(STRONG, lambda widget: widget), lambda: widgets(WEAK, weakref.ref)),
]

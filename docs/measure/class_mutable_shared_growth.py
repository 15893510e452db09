from measures import Claim, number


class Shared:
    items = []

    def put(self, item):
        self.items.append(item)


class Own:
    def __init__(self):
        self.items = []

    def put(self, item):
        self.items.append(item)


def seen_by_last(kind):
    for i in range(100):
        basket = kind()
        basket.put(i)
    return len(basket.items)


CLAIMS = [Claim("Elements in the 100th basket, which got one: list in the class, in the instance", number, lambda: seen_by_last(Shared), lambda: seen_by_last(Own), times=10)]

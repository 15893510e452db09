from measures import Claim, number


def shared(item, items=[]):
    items.append(item)
    return items


def fresh(item, items=None):
    if items is None:
        items = []
    items.append(item)
    return items


def after_hundred(function):
    for i in range(100):
        items = function(i)
    return len(items)


CLAIMS = [Claim("Elements in what the 100th call returns: `items=[]`, `items=None`", number, lambda: after_hundred(shared), lambda: after_hundred(fresh))]

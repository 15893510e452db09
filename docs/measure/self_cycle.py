import weakref

from measures import Claim, alive


class Connection:
    def __init__(self):
        self.transport = []
        self.on_data = lambda data: self.transport.append(data)

    def close(self):
        self.transport = None


class Cut(Connection):
    def close(self):
        super().close()
        self.on_data = None


def closed(kind):
    references = []
    for _ in range(10):
        connection = kind()
        connection.close()
        references.append(weakref.ref(connection))
    return references


CLAIMS = [Claim("Alive of 10 closed and dropped objects before the collector runs: `on_data` forgotten, set to None", alive, lambda: closed(Connection), lambda: closed(Cut))]

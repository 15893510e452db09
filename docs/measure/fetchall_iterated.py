import sqlite3

from measures import Claim, peak

DATABASE = sqlite3.connect(":memory:")
DATABASE.execute("CREATE TABLE payments (amount INTEGER, note TEXT)")
DATABASE.executemany("INSERT INTO payments VALUES (?, ?)", ((i, "a note of some length") for i in range(20_000)))


def fetched():
    return sum(amount for amount, _ in DATABASE.execute("SELECT * FROM payments").fetchall())


def iterated():
    return sum(amount for amount, _ in DATABASE.execute("SELECT * FROM payments"))


CLAIMS = [Claim("Peak for 20,000 rows of sqlite3: `fetchall()`, the cursor", peak, fetched, iterated, times=10)]

from array import array

from measures import Claim, kept


class Filled:
    def __init__(self):
        self.free = list(range(65535))


class Packed:
    def __init__(self):
        self.free = array("H", range(65535))


class Counted:
    def __init__(self):
        self.next = 0
        self.returned = []


CLAIMS = [
    Claim("One object with 65,535 numbers to hand out: `list`, a counter", kept, Filled, Counted, times=100),
    Claim("The same: `array`, a counter", kept, Packed, Counted, times=100),
]

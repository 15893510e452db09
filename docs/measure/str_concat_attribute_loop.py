from measures import Claim, seconds


class Report:
    def __init__(self):
        self.text = ""

    def attribute(self):
        self.text = ""
        for _ in range(10_000):
            self.text += "ten chars."

    def joined(self):
        pieces = []
        for _ in range(10_000):
            pieces.append("ten chars.")
        self.text = "".join(pieces)


CLAIMS = [Claim("Time for 10,000 pieces of 10 characters: `self.text +=`, `join`", seconds, Report().attribute, Report().joined, times=3)]

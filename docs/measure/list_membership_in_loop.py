from measures import Claim, number


class Word(str):
    compared = 0

    def __eq__(self, other):
        Word.compared += 1
        return str.__eq__(self, other)

    __hash__ = str.__hash__


def comparisons(seen, add):
    Word.compared = 0
    for word in [Word(i % 250) for i in range(1000)]:
        if word not in seen:
            add(word)
    return Word.compared


def in_list():
    seen = []
    return comparisons(seen, seen.append)


def in_set():
    seen = set()
    return comparisons(seen, seen.add)


CLAIMS = [Claim("Comparisons to find the 250 different ones of 1,000 words: list, set", number, in_list, in_set, times=50)]

from measures import Claim, seconds


def rebuilt():
    text = ""
    for _ in range(10_000):
        text = text + "ten chars." + "\n"
    return text


def added():
    text = ""
    for _ in range(10_000):
        text += "ten chars." + "\n"
    return text


CLAIMS = [Claim('Time for 10,000 pieces: `text = text + piece + "\\n"`, `text += piece + "\\n"`', seconds, rebuilt, added, times=3)]

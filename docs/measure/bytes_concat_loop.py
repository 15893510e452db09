from measures import Claim, seconds

CHUNK = bytes(200)


def concatenated():
    data = b""
    for _ in range(5_000):
        data += CHUNK
    return data


def appended():
    data = bytearray()
    for _ in range(5_000):
        data += CHUNK
    return bytes(data)


CLAIMS = [Claim("Time for 5,000 pieces of 200 bytes: `bytes`, `bytearray`", seconds, concatenated, appended, times=5)]

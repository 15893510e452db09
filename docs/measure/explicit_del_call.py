from measures import Claim, number


def finalised(close):
    count = 0

    class Device:
        def __del__(self):
            nonlocal count
            count += 1

    device = Device()
    close(device)
    del device
    return count


CLAIMS = [Claim("How often `__del__` runs for one object: called by hand, left alone", number, lambda: finalised(lambda d: d.__del__()), lambda: finalised(id))]

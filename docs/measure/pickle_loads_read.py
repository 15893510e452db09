import pickle
import tempfile

from measures import Claim, peak

FILE = tempfile.TemporaryFile()
pickle.dump([f"row {i}" for i in range(20_000)] + [bytes(2_000_000)], FILE)


def whole():
    FILE.seek(0)
    return pickle.loads(FILE.read())


def streamed():
    FILE.seek(0)
    return pickle.load(FILE)


CLAIMS = [Claim(f"Peak for a pickle of {FILE.tell() / 1e6:.1f} MB: `loads(file.read())`, `load(file)`", peak, whole, streamed, times=1.3)]

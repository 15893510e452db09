import shutil
import tempfile

from measures import Claim, peak

SOURCE, TARGET = tempfile.TemporaryFile(), tempfile.TemporaryFile()
SOURCE.write(bytes(4_000_000))


def copy(do):
    SOURCE.seek(0)
    TARGET.seek(0)
    do()


CLAIMS = [
    Claim("Peak while 4 MB are copied: `write(read())`, `shutil.copyfileobj`", peak,
          lambda: copy(lambda: TARGET.write(SOURCE.read())), lambda: copy(lambda: shutil.copyfileobj(SOURCE, TARGET)), times=5),
]

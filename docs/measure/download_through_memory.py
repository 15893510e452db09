import io
import shutil
import tempfile

from measures import Claim, peak


class Response(io.RawIOBase):
    """Stands for a server that sends 4 MB."""

    left = 4_000_000

    def readable(self):
        return True

    def readinto(self, room):
        count = min(len(room), self.left)
        self.left -= count
        return count


FILE = tempfile.TemporaryFile()


CLAIMS = [
    Claim("Peak for a download of 4 MB: read whole and written, `shutil.copyfileobj`", peak,
          lambda: FILE.write(Response().read()), lambda: shutil.copyfileobj(Response(), FILE), times=5),
]

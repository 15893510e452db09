import subprocess
import sys

from measures import Claim, outcome

COMMAND = [sys.executable, "-S", "-c", "print('x' * 200_000)"]


def waits():
    with subprocess.Popen(COMMAND, stdout=subprocess.PIPE) as process:
        try:
            process.wait(timeout=1)  # without a timeout this is for ever
        finally:
            process.kill()


def communicates():
    with subprocess.Popen(COMMAND, stdout=subprocess.PIPE) as process:
        process.communicate(timeout=60)


CLAIMS = [Claim("200 kB of output: `wait(timeout=1)`, `communicate()`", outcome, waits, communicates)]

import io
import logging

from measures import Claim, number


def lines_written(remove):
    """Of one message, after a hundred objects."""
    logger, out = logging.getLogger(f"task-{remove}"), io.StringIO()
    logger.propagate = False
    last = None
    for _ in range(100):
        if remove and last:
            logger.removeHandler(last)
        last = logging.StreamHandler(out)
        logger.addHandler(last)
    logger.warning("ready")
    return out.getvalue().count("ready")


CLAIMS = [Claim("Lines that one message writes after 100 objects: handlers left, removed", number, lambda: lines_written(False), lambda: lines_written(True))]

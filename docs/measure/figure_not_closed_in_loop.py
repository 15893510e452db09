import matplotlib

from measures import Claim, number

NEEDS = ["matplotlib"]

matplotlib.use("Agg")


def pictures(close):
    import matplotlib.pyplot as plt

    plt.close("all")
    for _ in range(10):
        plt.figure()
        if close:
            plt.close()
    return len(plt.get_fignums())


CLAIMS = [Claim("Figures that pyplot keeps after 10 turns: left open, `plt.close()`", number, lambda: pictures(False), lambda: pictures(True))]

"""docs/measure/run.py --check says what is wrong with a page."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "docs" / "measure"))

import run
from measures import Figure, outcome, peak

ROWS = [("peak", 1.5, Figure(4_000_000, "4.0 MB"), Figure(500, "500 B"))]
PAGE = "# a-rule\n\nWhat it costs.\n\n## Example\n"


def complaints(rows, page):
    return " ".join(run.check_rows("a_rule", page, rows))


class Check(unittest.TestCase):
    def setUp(self):
        self.page = run.with_table(PAGE, run.table_of(ROWS))

    def test_a_table_stands_before_the_example_and_is_replaced(self):
        self.assertIn(f"costs.\n\n{run.BEGIN}| Measured", self.page)
        self.assertTrue(self.page.endswith(f"{run.END}\n## Example\n"))
        self.assertEqual(run.with_table(self.page, run.table_of(ROWS)), self.page)

    def test_what_holds_is_silent(self):
        self.assertEqual(complaints(ROWS, self.page), "")

    def test_a_claim_that_turned_round(self):
        turned = [("peak", 1.5, ROWS[0][3], ROWS[0][2])]
        self.assertIn("does not hold", complaints(turned, self.page))

    def test_a_figure_that_nothing_measures(self):
        self.assertIn("the page says 40.0 MB", complaints(ROWS, self.page.replace("4.0 MB", "40.0 MB")))

    def test_a_figure_of_another_version_may_differ(self):
        page = self.page.replace("4.0 MB", "40.0 MB").replace(f"CPython {run.VERSION}", "CPython 2.7")
        self.assertEqual(complaints(ROWS, page), "")

    def test_a_claim_that_is_not_in_the_table(self):
        self.assertIn("other rows", complaints([("time", *ROWS[0][1:])], self.page))

    def test_a_page_without_table(self):
        self.assertIn("other rows", complaints(ROWS, PAGE))

    def test_what_should_cost_the_same(self):
        same = Figure(4_100_000, "4.1 MB")
        self.assertIsNone(run.wrong_direction(1, ROWS[0][2], same))
        self.assertIn("the same", run.wrong_direction(1, *ROWS[0][2:]))

    def test_outcomes(self):
        raised, worked = outcome(lambda: [].x), outcome(lambda: None)
        self.assertEqual((raised.text, worked.text), ("`AttributeError`", "works"))
        self.assertIsNone(run.wrong_direction(1.5, raised, worked))
        self.assertIn("do the same", run.wrong_direction(1.5, worked, worked))

    def test_a_peak_counts_what_is_gone_again(self):
        self.assertGreater(peak(lambda: len(bytes(1_000_000))).value, 1_000_000)

    def test_a_page_must_measure_or_say_why_not(self):
        self.assertIn("unbounded-cache.md", " ".join(run.unmeasured([])))


if __name__ == "__main__":
    unittest.main()

"""The constants of the method, which page, API and code read alike. A change of any is a new version.

Thresholds of the ratio are those of Statistics Canada's and Open SDG's progress methodology, those of
the projection Eustat's, those of the linear extrapolation the German indicator report's.
"""

from decimal import Decimal

VERSION = "2026.1"

# of the ratio of the observed pace to the required one, compared unrounded
ON_TRACK = Decimal("0.95")
ACCELERATION_NEEDED = Decimal("0.60")

# of the share of the way that the observed growth would have made by the deadline
ON_COURSE = Decimal("0.95")
STAGNATION = Decimal("0.10")

# of what a straight line would miss, relative to the gap that remains
SMALL_MISS = Decimal("0.05")
LARGE_MISS = Decimal("0.20")

AGREE_WITHIN = Decimal("0.005")  # two values of one period are no rivals, a target is about met
APPROX_MOVED_BY = Decimal("0.05")  # each way, to see whether an "about" decides

LEAST_YEARS = Decimal(1)  # between baseline and latest
STALE_MONTHS = 18
TOO_OLD_MONTHS = 36
AWAITING_MONTHS = 6  # after the deadline's end, for its figure to appear
BASELINE_YEARS = 3  # an older value is no baseline
BASELINE_WITHIN_MONTHS = 12  # after the announcement, for the first value to be one
TO_DATE_DAYS = 31  # before the end of a period, for a figure of it to be what it brought so far
UNDATED_WITHIN_MONTHS = 12  # of a value with a stated period, one without is not used

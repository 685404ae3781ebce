"""Whatever an assessment comes to can be written and drawn: no number is too large or too small."""

import re
from decimal import Decimal
from typing import Any

from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st

from industries.judged import cut
from industries.pages.charts import chart_of, small_chart_of
from industries.pages.numbers import percent
from industries.pages.sentences import began, months_early, share_of_goal
from industries.pages.workings import depends, levels, steps
from industries.progress.assessment import assess
from industries.progress.outlook import outlook
from tests.progress.test_any_input import DAYS, FAR, figures, numbers_of, promises

ODD = re.compile(r"NaN|Infinity|\dE[+-]?\d")


@settings(max_examples=600, deadline=None)
@given(promises(), st.lists(figures(), max_size=8), DAYS | FAR, st.sampled_from(["mu", "%"]))
def test_every_assessment_can_be_written_and_drawn(
    asked: Any, published: Any, as_of: Any, unit: str
) -> None:
    found = assess(asked, published, as_of)
    said: list[str] = [share_of_goal(found)]
    said += [f"{step.formula} {step.result}" for step in steps(found, unit)]
    said += [row.value for row in (*depends(found, unit), *levels(outlook(found), unit, asked.sign))]
    if found.working:
        said += [percent(found.working.way or found.working.time, "1")]
    assert not [text for text in said if ODD.search(text)]
    assert all(cut(number).is_finite() for number in numbers_of(found))
    assert months_early(found) >= 0
    began(found)
    if chart := chart_of("Area", unit, found):
        for drawing in chart.drawings.values():
            assert not ODD.search(render_to_string("industries/_drawing.html", {"drawing": drawing}))
    small_chart_of(unit, found)


def test_a_share_beyond_a_hundred_says_no_more_than_that() -> None:
    assert [percent(cut(x)) for x in map(Decimal, ("99.5", "1e40", "-1e40"))] == [
        *("9,950%", "over 10,000%", "under −10,000%")
    ]

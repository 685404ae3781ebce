"""Assessments as the API gives them: the verdict, what it rests on, and how it was reckoned.

Figures are exact. What is reckoned is too, within 15 digits; what has more is rounded down to 10.
"""

from typing import Any

from rest_framework import serializers

from industries.choices import Basis, Bound, Course, Drift, Flag, Qualifier, Reason, Verdict
from industries.judged import cut

UNIT = "In the assessment's `unit`."
PACE = "A year: a rate of growth (0.1 is 10 %), or the `unit` where `linear`."
SHARE = "1 is all of it; neither below 0 nor above 1 cut off."


class Number(serializers.DecimalField):
    """A decimal of any size, written exactly or else rounded down: see `cut`."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs |= {"max_digits": None, "decimal_places": None, "read_only": True}
        super().__init__(**kwargs)

    def to_representation(self, value: Any) -> Any:
        return cut(value)


class TextOrNull(serializers.CharField):
    """Text; null where there is none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, allow_null=True, **kwargs)

    def to_representation(self, value: Any) -> Any:
        return super().to_representation(value) or None


class Code(serializers.ChoiceField):
    """A code of a closed list of the vocabulary."""

    def __init__(self, codes: Any, **kwargs: Any) -> None:
        super().__init__(choices=codes.choices, read_only=True, **kwargs)


class PlaceSerializer(serializers.Serializer):
    """Where a figure stands: the key of a source, and the place in it."""

    source: Any = serializers.CharField(source="source.key", read_only=True)
    locator = TextOrNull(help_text="Null where none was recorded.")


class FigureSerializer(serializers.Serializer):
    """A published value that an assessment rests on."""

    observation = serializers.CharField(read_only=True, help_text="The observation's key.")
    period = serializers.CharField(read_only=True)
    day = serializers.DateField(
        read_only=True, help_text="What dates it: the end of its period, or the day that it stood."
    )
    moment: Any = Number(help_text="The end of that day in years: 2025 is the end of 2024.")
    value: Any = Number(help_text=UNIT)
    qualifier = Code(Qualifier)
    citations = PlaceSerializer(source="cited", many=True, read_only=True)


class BaselineSerializer(FigureSerializer):
    """The value that paces are reckoned from."""

    observation = serializers.CharField(
        read_only=True,
        allow_null=True,
        help_text="Null where the target has a baseline of its own; the citations are then its own.",
    )
    basis = Code(Basis, help_text="`inferred` where it is the figure nearest to the announcement.")


class ReadingSerializer(FigureSerializer):
    """The chosen value of one period, with the others."""

    rivals = FigureSerializer(
        many=True, read_only=True, help_text="Other published values of the period that differ from it."
    )


class InputsSerializer(serializers.Serializer):
    """The figures that an assessment rests on, as they were known on its day."""

    baseline = BaselineSerializer(
        read_only=True, allow_null=True, help_text="Null of promises of years, and where none is known."
    )
    latest = FigureSerializer(read_only=True, allow_null=True, help_text="The last that counts.")
    decided_by = FigureSerializer(
        read_only=True, allow_null=True, help_text="What decided the verdict; null where no figure did."
    )
    readings = ReadingSerializer(
        many=True, read_only=True, help_text="The series that is comparable with it, the oldest first."
    )
    other_counts = ReadingSerializer(
        many=True,
        read_only=True,
        help_text="Values beyond a break of the series: of another count, never compared.",
    )


class WorkingSerializer(serializers.Serializer):
    """The ratio of the paces since the baseline, and what is reckoned beside it."""

    ratio: Any = Number(
        source="paces.ratio",
        help_text="R, the observed pace by the required one; below 0 it leads the wrong way. No unit.",
    )
    observed: Any = Number(source="paces.observed", help_text=f"Baseline to latest. {PACE}")
    required: Any = Number(source="paces.required", help_text=f"Baseline to goal. {PACE}")
    linear = serializers.BooleanField(
        source="paces.linear",
        read_only=True,
        help_text="Whether paces are changes a year, as of percentages, rather than rates of growth.",
    )
    bound = Code(
        Bound,
        allow_null=True,
        help_text="Whether the ratio is an upper or lower bound, as a figure that it rests on is one; "
        "null where it is neither or might be either.",
    )
    share_of_way: Any = Number(
        source="working.way", allow_null=True, help_text=f"Made at the latest figure. {SHARE}"
    )
    share_of_time: Any = Number(
        source="working.time", allow_null=True, help_text="Gone by at the latest figure: 0 to 1."
    )
    expected: Any = Number(
        source="working.expected",
        allow_null=True,
        help_text=f"The value on the required path at the latest figure. {UNIT}",
    )
    needed: Any = Number(source="working.needed", allow_null=True, help_text=f"Latest to goal. {PACE}")


class CrossChecksSerializer(serializers.Serializer):
    """What two other published methods say."""

    projected_share: Any = Number(
        source="working.projected",
        allow_null=True,
        help_text="Share of the way that is made by the deadline if growth goes on as observed; "
        "null where paces are linear.",
    )
    course = Code(Course, source="working.course", allow_null=True, help_text="What that share says.")
    linear_miss: Any = Number(
        source="working.miss",
        allow_null=True,
        help_text="What a straight line to the deadline misses of the gap that remains, as a share; "
        "null where it leads the wrong way.",
    )
    drift = Code(Drift, source="working.drift", allow_null=True, help_text="What that miss says.")


class YearsSerializer(serializers.Serializer):
    """What is reported of a promise of single years, of their mean or of their sum."""

    reported = serializers.IntegerField(read_only=True, help_text="Full years with a figure.")
    number = serializers.IntegerField(
        read_only=True, allow_null=True, help_text="Years of the window; null if it has no end."
    )
    value: Any = Number(
        allow_null=True,
        help_text=f"Mean or sum so far, or the one year's value; null of `each_year`. {UNIT}",
    )
    qualifier = Code(Qualifier, allow_null=True)
    observations = serializers.ListField(
        child=serializers.CharField(), read_only=True, help_text="Keys of those figures, by year."
    )


class SinceSerializer(serializers.Serializer):
    """Paces of a promise without a figure since it was made: before it, and needed from there on."""

    observation = serializers.CharField(
        source="first.figure.key",
        default=None,
        read_only=True,
        allow_null=True,
        help_text="Key of the figure that the pace before is reckoned from, to the latest.",
    )
    before: Any = Number(allow_null=True, help_text=f"Null without such a figure. {PACE}")
    needed: Any = Number(
        allow_null=True, help_text=f"Latest to goal; null once its day has passed. {PACE}"
    )
    linear = serializers.BooleanField(read_only=True, help_text="As of `working`.")


class AlternativeSerializer(serializers.Serializer):
    """The verdict if another figure, or another reading of the goal, stood in its place."""

    flag = Code(Flag, help_text="What it would depend on, if the verdict is another.")
    observation = serializers.CharField(
        read_only=True, allow_null=True, help_text="The figure's key; null where the goal is read anew."
    )
    value: Any = Number(allow_null=True, help_text=UNIT)
    verdict = Code(Verdict)


class LevelSerializer(serializers.Serializer):
    """A value from which on, in the direction of the goal, the next figure makes the verdict so."""

    verdict = Code(Verdict)
    value: Any = Number(help_text=f"{UNIT} Rounded towards the goal, where it has over 15 digits.")
    beyond = serializers.BooleanField(
        read_only=True, help_text="Whether the value itself is not enough: more, or less, was promised."
    )


class NextFigureSerializer(serializers.Serializer):
    """What is awaited, and what it would decide."""

    period_end = serializers.DateField(read_only=True, help_text="The last day of its period.")
    due_on = serializers.DateField(read_only=True, help_text="The day by which it should be out.")
    overdue = serializers.BooleanField(source="is_overdue", read_only=True)
    levels = LevelSerializer(many=True, read_only=True, help_text="The best verdict first.")


class AssessmentSerializer(serializers.Serializer):
    """What is known of a target on a day. Computed, never stored as truth: /methodology/ says how."""

    as_of = serializers.DateField(
        source="found.as_of", read_only=True, help_text="The day: only what was published by then."
    )
    method = serializers.CharField(
        source="found.version", read_only=True, help_text="The version of the method."
    )
    verdict = Code(Verdict, source="found.verdict")
    reasons = serializers.ListField(
        source="found.reasons",
        child=serializers.ChoiceField(Reason.choices),
        read_only=True,
        help_text="Why it cannot be judged; empty where it can.",
    )
    flags = serializers.ListField(
        source="found.flags",
        child=serializers.ChoiceField(Flag.choices),
        read_only=True,
        help_text="What is to be known beside the verdict.",
    )
    data_to = serializers.CharField(
        read_only=True, allow_null=True, help_text="Period of the figure that decided, or the latest."
    )
    robust = serializers.BooleanField(
        source="found.robust",
        read_only=True,
        allow_null=True,
        help_text="Whether ratio and cross-checks are on one side; null of fewer than two.",
    )
    unit = serializers.CharField(read_only=True, help_text="Of every value in the assessment.")
    inputs = InputsSerializer(source="*", read_only=True)
    working = WorkingSerializer(
        source="reckoned", read_only=True, allow_null=True, help_text="Null where no ratio decides."
    )
    cross_checks = CrossChecksSerializer(
        source="reckoned", read_only=True, allow_null=True, help_text="Null where no ratio decides."
    )
    alternatives = AlternativeSerializer(
        many=True,
        read_only=True,
        help_text="By the other published values, other baselines and other readings of “about”.",
    )
    since = SinceSerializer(
        source="found.since",
        read_only=True,
        allow_null=True,
        help_text="Given with the reason `no_figure_since`, where figures from before are known.",
    )
    years = YearsSerializer(read_only=True, allow_null=True, help_text="Null of kind `by_date`.")
    next_figure = NextFigureSerializer(
        read_only=True, allow_null=True, help_text="Null where none would decide anything."
    )


class TurnSerializer(serializers.Serializer):
    """From a day on the verdict, or why there is none, as it would have been said then."""

    from_day = serializers.DateField(
        read_only=True, allow_null=True, help_text="Null where nobody knows when the promise was made."
    )
    verdict = Code(Verdict)
    reasons = serializers.ListField(child=serializers.ChoiceField(Reason.choices), read_only=True)

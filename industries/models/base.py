"""What every record has: a key that never changes, a slug for addresses, names in two languages."""

from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.lookups import In
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from industries.choices import NameBasis
from industries.models.bilingual import Bilingual, is_chinese
from industries.models.desk import state_of
from industries.models.publishing import corrected_at, newest_version
from industries.periods import Period, PeriodError


@models.BigAutoField.register_lookup
class Among(In):
    """`IN` of the few ids that a query finds; PostgreSQL too finds them before it joins anything."""

    lookup_name = "among"

    def get_rhs_op(self, connection: Any, rhs: str) -> str:
        # an `IN` is one more table to it, and past eight it does not look for the best order
        return f"= ANY (ARRAY{rhs})" if connection.vendor == "postgresql" else f"IN {rhs}"


@models.BigIntegerField.register_lookup
class Listed(models.Lookup):
    """`IN` of any number of ids, as a text with commas: one parameter, where many are slow to bind."""

    lookup_name = "listed"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        if connection.vendor == "postgresql":
            return f"{column} = ANY (%s::bigint[])", (*params, f"{{{self.rhs}}}")
        values = "(SELECT value FROM json_each(%s))"
        return f"{column} IN {values}", (*params, f"[{self.rhs}]")


class RecordQuerySet(models.QuerySet[Any]):
    def with_version(self) -> Self:
        """Annotate the newest version's number and the moment it was published."""
        return self.annotate(
            version=newest_version(self.model.kind, "n"),
            updated_at=newest_version(self.model.kind, "release__published_at"),
        ).with_correction()

    def with_correction(self) -> Self:
        """Annotate `corrected_at`: when it was last corrected, None if never. The log alone knows."""
        return self.annotate(corrected_at=corrected_at(self.model.kind))

    def with_state(self) -> Self:
        """Annotate `state`: where each record stands. For the desk; live has no such thing."""
        return self.annotate(state=state_of(self.model.kind))

    def with_citations(self) -> Self:
        """Fetch each row's citations as its `cited`, with their sources: one query for all rows."""
        if "citations" not in self.model.owned:
            return self.all()
        citations = self.model._meta.get_field("citations").related_model.objects
        with_source = citations.select_related("source")
        return self.prefetch_related(models.Prefetch("citations", with_source, to_attr="cited"))

    def for_list(self) -> Self:
        """Fetch what a row of a list shows. Each noun adds its own joins."""
        return self

    def for_api(self) -> Self:
        """Fetch what a row of the API carries: one query, and one for each relation to many."""
        return self.for_list().with_version().with_citations()

    def for_detail(self) -> Self:
        """Fetch what the page of one record shows."""
        return self.for_api()


class RecordManager(models.Manager.from_queryset(RecordQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, key: str) -> "Record":
        return self.get(key=key)


class Record(Bilingual, models.Model):
    """An aggregate that is published as one: the row, and the rows it owns.

    `owned` names its children, `optional_references` the references to other records that are left
    out while those are unpublished. Every other reference must be live or in the same release.
    """

    kind: ClassVar[str]
    owned: ClassVar[tuple[str, ...]] = ("citations",)
    optional_references: ClassVar[tuple[str, ...]] = ()
    needs_citation: ClassVar[bool] = True

    key = models.CharField(
        _("key"),
        max_length=80,
        unique=True,
        validators=[RegexValidator(r"^[a-z][a-z0-9_]*\Z", _("Lower case letters, digits and “_”."))],
        help_text=_("Never changes: the log and references use it."),
    )
    slug = models.SlugField(
        _("slug"), max_length=100, unique=True, help_text=_("The last part of the address.")
    )

    objects = RecordManager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.key

    def natural_key(self) -> tuple[str]:
        return (self.key,)

    @property
    def history_url(self) -> str:
        return reverse(f"{self.kind}_history", args=[self.slug])

    @property
    def report_url(self) -> str:
        return reverse(f"{self.kind}_report", args=[self.slug])


class NamedRecord(Record):
    """A record with a name and a summary in English and Chinese."""

    name_en = models.CharField(_("name (English)"), max_length=200)
    name_zh = models.CharField(_("name (Chinese)"), max_length=200, blank=True)
    name_zh_basis = models.CharField(
        _("Chinese name is"),
        max_length=12,
        choices=NameBasis,
        default=NameBasis.SOURCE,
        help_text=_("A translation is shown as such and never as words as stated."),
    )
    aliases = models.TextField(
        _("other names"), blank=True, help_text=_("One on each line; they are searched.")
    )
    summary_en = models.TextField(_("summary (English)"), blank=True)
    summary_zh = models.TextField(_("summary (Chinese)"), blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.in_language("name")[0]

    @property
    def is_translated_name(self) -> bool:
        """Whether the name that this reader sees is our translation."""
        return bool(is_chinese() and self.name_zh and self.name_zh_basis == NameBasis.TRANSLATION)


class _DayOfPeriod:
    """Reads the day off the period, so that it is right even before the row is saved."""

    def __init__(self, field: Any) -> None:
        self.field = field

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        if instance is None:
            return self
        text = instance.__dict__.get(self.field.of)
        if text is None:  # a query that fetched this column alone
            return instance.__dict__.get(self.field.attname)
        try:
            return getattr(Period.parse(text), self.field.day)
        except PeriodError:
            return None  # the period's own validation says what is wrong with it

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class PeriodDayField(models.DateField):
    """The first or last day of another field's period, kept so that SQL can order and filter."""

    descriptor_class = _DayOfPeriod

    def __init__(self, *args: Any, of: str = "period", day: str = "end", **kwargs: Any) -> None:
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)
        self.of, self.day = of, day

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of, "day": self.day}


def validate_period(text: str) -> None:
    """Raise ValidationError unless the text spells a period."""
    try:
        Period.parse(text)
    except PeriodError as error:
        raise ValidationError(str(error), code="period") from error

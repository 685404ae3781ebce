"""Targets and observations as rows of a spreadsheet, by way of django-import-export.

The library walks the rows and columns and collects what is wrong by row. Ours are the cells, the first
citation beside the record, and what a row changes.
"""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.widgets import Widget

from industries.admin.figures import converted
from industries.admin.naming import free_name, named_after
from industries.admin.sheets import cells
from industries.admin.sheets.columns import CITED, COLUMNS, NAME, labels_of
from industries.admin.sheets.outcome import Change, Outcome
from industries.editions import DESK
from industries.models import RECORDS, Citation, NamedRecord, Observation, Record, Target
from industries.publishing.payload import chunks, kind_of
from industries.refusals import refusal_of


class CellWidget(Widget):
    """Hands a cell to a parser of ours, and writes a value as we do."""

    def __init__(self, parse: Any, model_field: Any = None) -> None:
        super().__init__()
        self.parse, self.model_field = parse, model_field

    def clean(self, value: Any, row: Any = None, **_kwargs: Any) -> Any:
        return self.parse(value)

    def render(self, value: Any, obj: Any = None, **_kwargs: Any) -> Any:
        return cells.written(value, self.model_field)


class FigureResource(ModelResource):
    """The rows of one model. Made anew for each file: it knows the records that the rows refer to."""

    class Meta:
        use_transactions = True
        report_skipped = False
        skip_diff = True
        import_id_fields = ["key"]

    def __init__(self) -> None:
        super().__init__()
        self.numbers: list[int] = []  # of the rows that are read, in their file
        self.outcome = Outcome()
        self.saved: list[tuple[int, Any]] = []
        self._known: dict[str, dict[str, Any]] = {}
        self._read: set[str] = set()
        self._taken: set[str] = set()
        self.labels = labels_of(self._meta.model)
        self.fields = {n: self._field(n) for n in (*COLUMNS[self._meta.model.kind], *CITED)}

    def _field(self, name: str) -> Field:
        model: Any = Citation if name in CITED else self._meta.model
        found = model._meta.get_field(name)
        attribute = f"main_{name}" if name in CITED else name
        if kind := kind_of(found):
            return Field(attribute, name, CellWidget(lambda cell: self._referred(kind, cell)))
        if found.many_to_many:
            other = found.related_model.kind
            return Field(f"keys_of_{name}", name, CellWidget(lambda cell: self._keys(other, cell)))
        return Field(attribute, name, CellWidget(cells.parser_of(found), found))

    def get_queryset(self) -> Any:
        rows = self._meta.model.objects.using(DESK).for_list().with_citations()
        # every reference is written as the key of what it names
        rows = rows.select_related(*(f.name for f in self._meta.model._meta.fields if kind_of(f)))
        return rows.prefetch_related(*(f.name for f in self._meta.model._meta.local_many_to_many))

    # --- what rows refer to ----------------------------------------------------------------------

    def known(self, kind: str) -> dict[str, Any]:
        """Return the records of a kind by key: one query for a file."""
        if kind not in self._known:
            self._known[kind] = {row.key: row for row in RECORDS[kind].objects.using(DESK).all()}
        return self._known[kind]

    def _referred(self, kind: str, cell: Any) -> Any:
        if cells.is_empty(cell):
            return None
        text = cells.text_in(cell).strip()
        if found := self.known(kind).get(text):
            return found
        if issubclass(RECORDS[kind], NamedRecord):
            named = [r for r in self.known(kind).values() if text in (r.name_en, r.name_zh)]
            if len(named) == 1:
                return named[0]
        message = _("There is no %(kind)s “%(key)s”. Write its key.")
        raise ValueError(message % {"kind": RECORDS[kind]._meta.verbose_name, "key": text[:40]})

    def _keys(self, kind: str, cell: Any) -> cells.Keys:
        names = [] if cells.is_empty(cell) else cells.text_in(cell).split()
        return cells.Keys(sorted({self._referred(kind, name).key for name in names}))

    # --- one row in ------------------------------------------------------------------------------

    def before_import(self, dataset: Any, **_kwargs: Any) -> None:
        keys = {cells.text_in(key).strip() for key in dataset["key"] if not cells.is_empty(key)}
        self._rows = {
            row.key: row for part in chunks(keys) for row in self.get_queryset().filter(key__in=part)
        }
        if not self._taken:  # it goes on from part to part of a file
            every = self._meta.model.objects.using(DESK).values_list("key", "slug")
            self._taken = {name for names in every for name in names}
        self._taken |= keys

    def get_instance(self, instance_loader: Any, row: Any) -> Any:
        key = "" if cells.is_empty(row["key"]) else cells.text_in(row["key"]).strip()
        if key in self._read:
            raise ValidationError({"key": _("This key stands in an earlier row already.")})
        self._read |= {key} - {""}
        return self._rows.pop(key, None)

    def after_init_instance(self, instance: Any, new: bool, row: Any, **_kwargs: Any) -> None:
        spread(instance)
        instance.before = {} if new else self.values_of(instance)

    def values_of(self, instance: Any) -> dict[str, Any]:
        """Return the value of each column, by its name."""
        return {name: column.get_value(instance) for name, column in self.fields.items()}

    def import_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        """Read the cells into the instance. Raises ValidationError with what is wrong, by column."""
        errors: dict[str, Any] = {}
        try:
            super().import_instance(instance, row, **kwargs)
        except ValidationError as error:
            errors = error.error_dict
        if instance.indicator_id:
            if not {"value", "baseline"} & errors.keys():
                errors |= self._converted(instance, row)
            instance.unit = "" if instance.value is None else instance.indicator.unit
        if errors:
            raise ValidationError(errors)

    def _converted(self, instance: Any, row: Any) -> dict[str, Any]:
        """Bring the row's figures from the unit that it names into the indicator's; return errors."""
        unit = row.get("unit")
        unit = "" if cells.is_empty(unit) else cells.text_in(unit).strip()
        for name in {"value", "baseline"} & row.keys() & self.fields.keys():
            value = getattr(instance, name)
            try:
                if value is not None:
                    setattr(instance, name, converted(value, unit, instance.indicator))
            except ValidationError as error:
                return {("unit" if hasattr(error, "error_dict") else name): error.messages}
        return {}

    def skip_row(self, instance: Any, original: Any, row: Any, errors: Any = None) -> bool:
        unchanged = not errors and self.values_of(instance) == instance.before
        self.outcome.unchanged += unchanged
        return bool(unchanged)

    def validate_instance(self, instance: Any, errors: Any = None, **_kwargs: Any) -> None:
        """Raise ValidationError by column. What other rows decide is the database's, on saving."""
        found = dict(errors or {})
        if not instance.pk and instance.indicator_id:
            self._name(instance)
        relations = {f.name for f in instance._meta.fields if f.is_relation}
        # without an indicator there is no key to be made, and no unit to be right
        left_out = {"unit"} if instance.indicator_id else {"unit", "key", "slug"}
        left_out |= {*found, *(name for name in relations if getattr(instance, f"{name}_id"))}
        try:
            instance.full_clean(exclude=left_out, validate_unique=False, validate_constraints=False)
        except ValidationError as error:
            found |= error.error_dict
        if not instance.main_source and (instance.before.get("source") or any(_place(instance))):
            message = _("A locator or words as stated need a source; to drop a citation use the form.")
            found["source"] = ValidationError(message)
        if found:
            raise ValidationError(found)

    def _name(self, instance: Any) -> None:
        """Give a new row the key and slug that it does not bring."""
        if not instance.key:
            named = named_after(called(instance), instance.kind, "_")
            instance.key = free_name(named, "_", self._taken)
        slug = named_after(instance.key, instance.kind, "-")
        instance.slug = free_name(slug, "-", self._taken)
        self._taken |= {instance.key, instance.slug}

    def do_instance_save(self, instance: Any, is_create: bool) -> None:
        try:
            with transaction.atomic(using=DESK):
                instance.save(using=DESK, force_insert=is_create)
        except IntegrityError as error:
            name, sentence = refusal_of(instance, error)
            place = name if name in self.fields else NON_FIELD_ERRORS
            raise ValidationError({place: sentence}) from error

    def after_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        self._cite(instance)
        for model_field in instance._meta.local_many_to_many:
            keys = getattr(instance, f"keys_of_{model_field.name}")
            if keys != instance.before.get(model_field.name, ()):
                known = self.known(model_field.related_model.kind)
                getattr(instance, model_field.name).set([known[key] for key in keys])
        number = self.numbers[kwargs["row_number"] - 1]
        self.saved.append((number, instance))
        self._note(instance, number)
        instance.before = {"value": instance.before.get("value")}  # all that is asked for later

    def _cite(self, instance: Any) -> None:
        now = {name: getattr(instance, f"main_{name}") for name in CITED}
        if now["source"] is None or now == {name: instance.before.get(name) for name in CITED}:
            return
        cited = Citation.objects.using(DESK)
        if instance.cited:
            cited.filter(pk=instance.cited[0].pk).update(**now)
        else:
            cited.create(**{instance.kind: instance}, **now)

    def _note(self, instance: Any, row: int) -> None:
        now, differing = self.values_of(instance), []
        for name, label in self.labels.items():
            if name != NAME and now[name] != instance.before.get(name):
                show = self.fields[name].widget.render
                differing.append((label, show(instance.before.get(name)), show(now[name])))
        cells_of = [cell for cell in differing if cell[1] != cell[2]]
        self.outcome.note(Change(row, instance.key, not instance.before, cells_of))

    # --- all rows out ----------------------------------------------------------------------------

    def table(self, records: Any) -> Iterator[list[Any]]:
        """Yield a row of labels, then one for each record."""
        yield list(self.labels.values())
        for record in records:
            spread(record)
            row = {name: column.export(record) for name, column in self.fields.items()}
            row[NAME] = cells.written(record.indicator.name)
            yield [row[name] for name in self.labels]


class TargetResource(FigureResource):
    class Meta(FigureResource.Meta):
        model = Target


class ObservationResource(FigureResource):
    class Meta(FigureResource.Meta):
        model = Observation


RESOURCES: dict[str, type[FigureResource]] = {
    "target": TargetResource,
    "observation": ObservationResource,
}


def spread(record: Any) -> None:
    """Lay what stands in other tables beside the record's own fields: first citation, linked keys."""
    record.cited = getattr(record, "cited", []) if record.pk else []
    main = record.cited[0] if record.cited else None
    for name in CITED:
        empty = None if name == "source" else ""
        setattr(record, f"main_{name}", getattr(main, name) if main else empty)
    for model_field in record._meta.local_many_to_many:
        linked = getattr(record, model_field.name).all() if record.pk else ()
        setattr(record, f"keys_of_{model_field.name}", cells.Keys(sorted(row.key for row in linked)))


def called(record: Any) -> str:
    """Return the words that a new record's key is made of."""
    day = getattr(record, "due_on", None)
    moment = record.period if isinstance(record, Observation) else str(day.year) if day else "target"
    return "_".join([record.indicator.key, *([record.industry.key] if record.industry else []), moment])


def _place(record: Record) -> tuple[str, str]:
    return record.main_locator, record.main_as_stated  # type: ignore[attr-defined]

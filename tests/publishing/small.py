"""A log that lies open, and a small ledger in place of the real one: inside a test's transaction."""

from typing import Any

from django.apps import apps
from django.db import connections, router

from industries.editions import DESK, LIVE, desk
from industries.models import Account, Citation, DeskState, Membership, Record, Source
from industries.publishing.states import note_edit
from industries.publishing.triggers import log_triggers
from tests import make


def open_log() -> None:
    """Take the triggers off the desk's log, as somebody does who has the database's file."""
    connection = connections[DESK]
    with connection.cursor() as cursor:
        for name, (model, _verb) in log_triggers(connection.vendor).items():
            suffix = f" ON {model._meta.db_table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER {name}{suffix}")


def empty_ledger() -> None:
    """Delete everything from both databases; the log has to be open."""
    models = apps.get_app_config("industries").get_models(include_auto_created=True)
    for model in models:
        for using in (DESK, LIVE):
            if router.allow_migrate_model(using, model):
                rows: Any = model._base_manager.using(using).all()  # type: ignore[attr-defined]
                rows._raw_delete(using)
    for using in (DESK, LIVE):
        connections[using].check_constraints()


def small_ledger() -> list[Record]:
    """Return a few records of every kind, which refer to one another."""
    press, other, weak = (
        make.source(key=key, confidence=confidence)
        for key, confidence in (("press", "press"), ("other", "primary"), ("weak", "weak"))
    )
    group = make.group(key="group", cites=press)
    strategy = make.strategy(key="strategy", cites=press)
    goods, parts = (make.industry(key=key, cites=press) for key in ("goods", "parts"))
    raw, made = (make.product(key=key, industry=goods, cites=other) for key in ("raw", "made"))
    plan = make.initiative(key="plan", strategy=strategy, cites=other)
    output, sales = (make.indicator(key=key) for key in ("output", "sales"))
    first = make.target(key="first", indicator=output, industry=goods, initiative=plan, cites=press)
    second = make.target(key="second", indicator=output, restates=first, cites=press)
    figure = make.observation(key="figure", indicator=output, industry=goods, cites=other)
    half = make.observation(key="half", indicator=sales, period="2023", cites=other)
    with desk():
        plan.industries.add(goods)
        Membership.objects.create(industry=goods, group=group, source=press, basis="listed")
        Citation.objects.create(target=first, source=weak, position=1, as_stated="weakly")
    for record in (plan, goods, first):
        note_edit(record, None)
    without_made_sources()
    return [
        *(press, other, weak, group, strategy, goods, parts, raw, made, plan, output, sales),
        *(first, second, figure, half),
    ]


def without_made_sources() -> None:
    """Delete the sources that `make` made beside records that cite another, under keys of its own."""
    for rows in (Source.objects.using(DESK), DeskState.objects.filter(kind="source")):
        rows.filter(key__startswith="made_")._raw_delete(DESK)


def editors() -> list[Account]:
    return [Account.objects.create_superuser(f"zq{number}x") for number in (1, 2)]


def unlike(one: dict[Any, Any], other: dict[Any, Any]) -> dict[Any, Any]:
    """Return what is not the same in both, with either."""
    refs = set(one) | set(other)
    return {ref: (one.get(ref), other.get(ref)) for ref in refs if one.get(ref) != other.get(ref)}


def all_states() -> list[dict[str, Any]]:
    return list(DeskState.objects.order_by("pk").values())


def columns(row: Any) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}

"""The columns of every table that is taken along: for the lists' files and for the data package.

A name is the API's, where the API has one value for it: `id` is a record's key. What the API has
as an object is a key and a label here, and of a record's citations the first is spelt out.
"""

from typing import Any

from industries.choices import Basis
from industries.models import (
    ChainLink,
    Citation,
    Indicator,
    Industry,
    IndustryGroup,
    Initiative,
    Membership,
    Observation,
    Product,
    Source,
    Strategy,
    Target,
)
from industries.tables.columns import (
    Column,
    Table,
    at,
    first_cited,
    how_cited,
    key_of,
    keys_of,
    named,
    of_model,
    permanent,
)

NOTES = ("note_en", "note_zh")
CITED_PLACE = ("locator", "as_stated")


def head(model: Any) -> tuple[Column, ...]:
    return (
        Column("id", at("key"), about="The record's key, which never changes.", required=True),
        *of_model(model, "slug"),
        Column("permalink", permanent, about="Address of this version.", required=True),
        Column("version", at("version"), "integer", "Counts its published changes.", required=True),
        Column("updated_at", at("updated_at"), "datetime", "When it was published.", required=True),
        Column("corrected_at", at("corrected_at"), "datetime", "Empty if it never was."),
    )


def names(model: Any) -> tuple[Column, ...]:
    return (
        *of_model(model, "name_en", "name_zh", "name_zh_basis"),
        Column(
            "aliases",
            lambda row, _origin: "; ".join(row.aliases.splitlines()),
            about="Other names, with semicolons between.",
        ),
        *of_model(model, "summary_en", "summary_zh"),
    )


FIRST_CITED = (
    Column("source", first_cited("source.key"), about="Its main source.", refers_to="sources"),
    Column("source_title", first_cited("source.title"), about="In its own language."),
    Column("locator", first_cited("locator"), about="Where in the source; empty if not recorded."),
    Column("as_stated", first_cited("as_stated"), about="The words that carry the fact."),
    Column(
        "more_sources",
        lambda row, _origin: [citation.source.key for citation in row.cited[1:]],
        about="Its other sources: keys with blanks between.",
    ),
)
CITATION = Column("citation", how_cited, about="How to cite this version.", required=True)


def place(model: Any) -> tuple[Column, ...]:
    return (*named(model, "source=sources", label="title"), *of_model(model, *CITED_PLACE))


def unit(row: Any, _origin: str) -> str | None:
    return None if row.unit_basis == Basis.NOT_STATED else row.unit


def scoped(model: Any) -> tuple[Column, ...]:
    return (
        *named(model, "indicator=indicators", "industry=industries", "initiative=initiatives"),
        *of_model(model, "scope", "scope_comparable", "value"),
        Column("unit", unit, about="Empty where the source states none."),
        *of_model(model, "unit_basis"),
        Column("reckoned_in", at("unit"), about="The unit that the ledger reckons in."),
    )


GROUPS = Table(
    "groups",
    IndustryGroup,
    (
        *head(IndustryGroup),
        *names(IndustryGroup),
        *of_model(IndustryGroup, "position", "band", "open_ended"),
        *FIRST_CITED,
        CITATION,
    ),
)
STRATEGIES = Table(
    "strategies",
    Strategy,
    (*head(Strategy), *names(Strategy), *of_model(Strategy, "position"), *FIRST_CITED, CITATION),
)
INDUSTRIES = Table(
    "industries",
    Industry,
    (
        *head(Industry),
        *names(Industry),
        *of_model(Industry, "stage", "position"),
        Column(
            "groups",
            lambda row, _origin: sorted(place.group.key for place in row.memberships.all()),
            about="Groups that it is in: keys with blanks between.",
        ),
        *FIRST_CITED,
        CITATION,
    ),
)
PRODUCTS = Table(
    "products",
    Product,
    (
        *head(Product),
        *names(Product),
        *of_model(Product, "kind=product_kind"),
        *named(Product, "industry=industries"),
        *of_model(Product, "industry_basis"),
        *FIRST_CITED,
        CITATION,
    ),
)
INITIATIVES = Table(
    "initiatives",
    Initiative,
    (
        *head(Initiative),
        *names(Initiative),
        *of_model(Initiative, "kind=initiative_kind"),
        *named(Initiative, "strategy=strategies", "parent=initiatives"),
        keys_of("industries", "Industries that it touches"),
        *of_model(Initiative, "stage", "status_as_stated", "starts", "ends", "dates_as_stated"),
        *of_model(Initiative, "lead_body", *NOTES),
        *FIRST_CITED,
        CITATION,
    ),
)
INDICATORS = Table(
    "indicators",
    Indicator,
    (
        *head(Indicator),
        *names(Indicator),
        *of_model(Indicator, "unit", "definition_en", "definition_zh", "measure", "direction"),
        *of_model(Indicator, "frequency", "method"),
        *FIRST_CITED,
        CITATION,
    ),
)
TARGETS = Table(
    "targets",
    Target,
    (
        *head(Target),
        *of_model(Target, "kind=target_kind", "kind_basis", "standing", "comparator"),
        *scoped(Target),
        *of_model(Target, "due_on", "due_as_stated", "deadline_basis"),
        *of_model(Target, "window_starts_on", "window_ends_on"),
        *of_model(Target, "baseline", "baseline_period", "baseline_basis"),
        *of_model(Target, "announced_on", "announced_basis"),
        key_of(Target, "restates", "targets"),
        keys_of("also_restates", "Further goals that it took the place of"),
        key_of(Target, "stretch_of", "targets"),
        key_of(Target, "same_promise", "targets"),
        *of_model(Target, "set_aside_verdict", "set_aside_reason_en", "set_aside_reason_zh"),
        key_of(Target, "set_aside_source", "sources"),
        *of_model(Target, "set_aside_locator", "set_aside_until", *NOTES),
        *FIRST_CITED,
        CITATION,
    ),
    rows=lambda found: found.for_api().with_citations(),
)
OBSERVATIONS = Table(
    "observations",
    Observation,
    (
        *head(Observation),
        *of_model(Observation, "period"),
        *of_model(Observation, "period_start", "period_end", "period_basis", "stated_on", "stood_on"),
        *of_model(Observation, "qualifier"),
        *scoped(Observation),
        *of_model(Observation, "status", "rank", "rank_reason", "basis"),
        keys_of("derived_from", "Figures that it was reckoned from", "reckoned_from"),
        *of_model(Observation, "break_code", "break_on", "break_note", *NOTES),
        *FIRST_CITED,
        CITATION,
    ),
)
SOURCES = Table(
    "sources",
    Source,
    (
        *head(Source),
        *of_model(Source, "title", "publisher"),
        Column("link", at("link"), about="Its address; empty where it may not be shown."),
        *of_model(Source, "language", "kind=source_kind", "confidence"),
        *of_model(Source, "published_on", "held_on", *NOTES),
        CITATION,
    ),
)
MEMBERSHIPS = Table(
    "memberships",
    Membership,
    (
        *named(Membership, "industry=industries", "group=groups"),
        *of_model(Membership, "basis", "position"),
        *place(Membership),
    ),
    rows=lambda found: found.select_related("industry", "group", "source"),
    key=("industry", "group"),
    order=("industry__key", "position", "pk"),
)
CHAIN_LINKS = Table(
    "chain_links",
    ChainLink,
    (
        *named(ChainLink, "industry=industries", "from_product=products", "to_product=products"),
        *named(ChainLink, "technology=products"),
        *of_model(ChainLink, "basis", "position"),
        *place(ChainLink),
    ),
    rows=lambda found: found.select_related(
        "industry", "from_product", "to_product", "technology", "source"
    ),
    key=(),
    order=("industry__key", "position", "pk"),
)
CITATIONS = Table(
    "citations",
    Citation,
    (
        Column("kind", at("owner.kind"), about="Kind of the record that it supports.", required=True),
        Column("record", at("owner.key"), about="Key of that record.", required=True),
        *of_model(Citation, "position"),
        *place(Citation),
    ),
    rows=lambda found: found.with_owners(),
    key=(),
    order=("pk",),
)

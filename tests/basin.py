"""A made-up region as fixtures, for what the first has not: long names, many of a kind, no Chinese."""

from collections.abc import Iterator
from typing import Any


def region() -> list[Any]:
    """Return the fixtures of a made-up region: three groups, long names, forty industries in one."""
    source = {
        "title": "A plan of the basin",
        "publisher": "An office of the basin",
        "url": "https://example.org/plan",
        "link_safe": True,
        "language": "en",
        "source_kind": "press",
        "confidence": "press",
        "published_on": "2025-01-01",
    }
    rows: list[Any] = [("source", {"key": "plan", "slug": "plan", **source})]

    def add(kind: str, model: str, key: str, name: str, **about: Any) -> None:
        slug = key.replace("_", "-")
        rows.append((model, {"key": key, "slug": slug, "name_en": name, **about}))
        rows.append(("citation", {kind: [key], "source": ["plan"], "locator": "page 3"}))

    names = {
        "goods": "Manufacturing of machines and of goods for every household",
        "services": "SERVICES FOR PRODUCERS, HOUSEHOLDS, VILLAGES AND ALL TOWNS",
        "ahead": "Future industries of importance for the whole of the basin",
    }
    for n, (key, name) in enumerate(names.items()):
        place = {"band": "ahead" if key == "ahead" else "part", "open_ended": key == "goods"}
        add("group", "industrygroup", key, name, position=(0, 8, 3)[n], **place)
    for n in range(43):
        key = f"industry_{n}"
        name = f"Making of things of the sort that has the number {n} in the plan"
        add("industry", "industry", key, name if n % 4 else name.upper(), stage="emerging", position=n)
        place = {"industry": [key], "group": ["goods" if n < 40 else "services"]}
        basis = ("representative", "listed", "inferred")[n % 3]
        rows.append(("membership", {**place, "source": ["plan"], "basis": basis, "position": n}))
    rows += promises(40)
    return [{"model": f"industries.{model}", "fields": fields} for model, fields in rows]


def promises(count: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield so many targets of one industry, on three indicators with ten years of figures each."""
    cites = {"source": ["plan"], "locator": "page 5", "as_stated": "so much, in so many words"}
    for n in range(3):
        key = f"goods_{n}"
        name = f"Gross output of the goods of sort {n} that all the enterprises of the basin make"
        about = {"unit": "kt", "measure": "flow", "direction": "increase", "method": "growth"}
        definition = {"definition_en": "What was made in a year, as the plan counts it."}
        names = {"key": key, "slug": key.replace("_", "-"), "name_en": name}
        yield "indicator", names | about | definition
        for year in range(2015, 2025):
            of_year = {"key": f"{key}_{year}", "slug": f"{key}_{year}".replace("_", "-")}
            figure = {"indicator": [key], "industry": ["industry_1"], "period": str(year), "unit": "kt"}
            known = {"period_basis": "stated", "status": "final", "value": str((n + 1) * (year - 2000))}
            yield "observation", {**of_year, **figure, **known}
            yield "citation", {"observation": [of_year["key"]], **cites}
    for n in range(count):
        key, year = f"target_{n}", 2020 + n % 12
        of_target = {"key": key, "slug": key.replace("_", "-"), "value": str(20 + n), "unit": "kt"}
        promised = {
            "target_kind": "by_date",
            "comparator": "gte",
            "standing": "commitment",
            "due_on": f"{year}-12-31",
        }
        basis = {"kind_basis": "stated", "unit_basis": "stated", "deadline_basis": "stated"}
        said = {"announced_on": "2019-03-01", "announced_basis": "held"}
        said |= {"standing": "commitment", "baseline_basis": "not_stated"}
        on = {"indicator": [f"goods_{n % 3}"], "industry": ["industry_1"]}
        yield "target", of_target | promised | basis | said | on
        yield "citation", {"target": [key], **cites}

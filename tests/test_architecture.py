"""House rules as tests: levels, sizes, and what may not occur."""

import ast
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
APP = ROOT / "industries"

# An import goes down a level, or sideways where the second list allows it; never up.
LEVELS: dict[str, int] = {
    **dict.fromkeys(["bitmaps", "choices", "flow", "formulas", "grams", "lettering"], 0),
    **dict.fromkeys(
        ["period_words", "periods", "progress", "strata", "svg", "units", "usual", "wording"], 0
    ),
    "models": 1,
    **dict.fromkeys(
        [
            *("editions", "publishing", "fixtures", "loading", "filtersets"),
            *("paging", "checks", "middleware", "reports", "refusals", "backup", "receiving"),
            *("search", "citing", "judged", "tables", "downloads", "request_ids"),
            *("newest", "conditional", "quotas", "copies", "prefixes"),
        ],
        2,
    ),
    **dict.fromkeys(["api", "pages", "admin", "management", "templatetags", "health", "site"], 3),
    "apps": 9,  # what Django starts from: it wires, and nothing imports it
}
SIDEWAYS = {
    ("periods", "period_words"),
    ("strata", "lettering"),
    ("svg", "lettering"),
    ("flow", "lettering"),
    ("progress", "choices"),
    ("progress", "periods"),
    ("loading", "editions"),
    ("loading", "fixtures"),
    ("loading", "publishing"),
    ("loading", "refusals"),
    ("backup", "editions"),
    ("backup", "publishing"),
    ("publishing", "editions"),
    # the rows of the file of figures are kept with each release
    ("publishing", "tables"),
    ("judged", "reports"),
    ("tables", "citing"),
    ("tables", "editions"),
    ("tables", "filtersets"),
    ("tables", "judged"),
    ("tables", "newest"),
    ("tables", "publishing"),
    ("copies", "downloads"),
    ("copies", "editions"),
    ("copies", "publishing"),
    ("editions", "copies"),
    ("prefixes", "copies"),
    ("prefixes", "editions"),
    ("prefixes", "newest"),
    ("downloads", "editions"),
    ("downloads", "publishing"),
    ("downloads", "tables"),
    ("filtersets", "editions"),
    ("filtersets", "search"),
    ("publishing", "refusals"),
    ("publishing", "reports"),
    ("checks", "editions"),
    ("editions", "newest"),
    ("paging", "newest"),
    ("conditional", "editions"),
    ("conditional", "middleware"),
    ("conditional", "newest"),
    ("middleware", "editions"),
    ("receiving", "editions"),
    ("checks", "publishing"),
    ("reports", "editions"),
    # commands are a second door to what the desk does
    ("management", "admin"),
    # Django makes the site before the admin's modules, which register with it
    ("site", "admin"),
}
PURE = {
    *("bitmaps", "choices", "flow", "formulas", "grams", "lettering", "period_words", "periods"),
    *("progress", "strata", "units", "usual", "wording"),
}


def modules() -> Iterator[tuple[str, Path]]:
    """Yield each module's part of the app and its file."""
    for file in sorted(APP.rglob("*.py")):
        parts = file.relative_to(APP).with_suffix("").parts
        if parts[0] not in ("__init__", "migrations"):
            yield parts[0], file


def imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: imports by full name only"
            module = node.module or ""
            yield from (f"{module}.{alias.name}" for alias in node.names)


def tracked(pattern: str) -> list[Path]:
    """Return the project's files by their name; in a folder with a dot tools come and go."""
    found: list[Path] = []
    for folder, inside, _files in os.walk(ROOT):
        inside[:] = [name for name in inside if name not in ("var", "node_modules") and name[0] != "."]
        found += Path(folder).glob(pattern)
    return found


def test_every_module_has_a_level() -> None:
    assert {part for part, _file in modules()} <= set(LEVELS)


def test_imports_go_down() -> None:
    wrong = []
    for part, file in modules():
        for name in imports(file):
            if not name.startswith("industries."):
                continue
            other = name.split(".")[1]
            if other == part:
                continue
            down = LEVELS[other] < LEVELS[part]
            if not down and (part, other) not in SIDEWAYS:
                wrong.append(f"{file.relative_to(ROOT)} imports {name}")
    assert not wrong


def test_the_pure_level_knows_no_rows_requests_settings_or_clock() -> None:
    for part, file in modules():
        if part not in PURE:
            continue
        for name in imports(file):
            allowed = name.startswith(("django.db.models.TextChoices", "django.utils.translation."))
            assert allowed or not name.startswith("django"), (file, name)
            assert not name.startswith(("time.", "industries.models"))
        assert "now(" not in file.read_text("utf-8")
        assert "today(" not in file.read_text("utf-8")


def test_only_one_module_imports_the_project_package() -> None:
    for _part, file in modules():
        assert not [name for name in imports(file) if name.startswith("ningxia")]


@pytest.mark.parametrize("folder", ["industries", "ningxia", "tests"])
def test_files_stay_near_350_lines_and_functions_near_25(folder: str) -> None:
    long = []
    for file in (ROOT / folder).rglob("*.py"):
        if "migrations" in file.parts:
            continue
        text = file.read_text("utf-8")
        if len(text.splitlines()) > 400:
            long.append(f"{file.name}: {len(text.splitlines())} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef) and folder != "tests":
                lines = (node.end_lineno or 0) - node.lineno + 1
                if lines > 40:
                    long.append(f"{file.name}: {node.name} has {lines} lines")
    assert not long


def test_the_one_stylesheet_stays_below_30_kilobytes() -> None:
    (sheet,) = (APP / "static/industries").glob("site*.css")
    assert sheet.stat().st_size < 30_000


def test_templates_stay_under_120_lines() -> None:
    for file in (ROOT / "templates").rglob("*.html"):
        assert len(file.read_text("utf-8").splitlines()) < 120, file.name


FORBIDDEN = {
    "a mark that something is left over": (r"\b(TODO|FIXME|XXX|HACK)\b", "*.py *.html *.css *.js"),
    "Django's page cache": (r"UpdateCacheMiddleware|FetchFromCacheMiddleware|cache_page", "*.py"),
    "unescaped output": (r"mark_safe|\|\s*safe\b|autoescape off", "*.py *.html"),
    "an inline script or style": (r"<script>|<style>|\sstyle=\"|\son[a-z]+=\"", "*.html"),
    "a float near a value": (r"FloatField|\bfloat\(", "*.py"),
    "a swallowed exception": (r"except( Exception)?:\s*(\n\s*)?pass\b", "*.py"),
    "a test that is not run": (r"mark\.(skip|xfail)|unittest\.skip|importorskip", "*.py"),
    "a published-only queryset": (r"\.published\(\)", "industries/*.py"),
    "a query in a template's loop": (r"(?<!paginator)\.count\b|\.objects", "*.html"),
    "an address of another host": (r"(src|href)=\"(https?:)?//", "*.html"),
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_what_may_not_occur(what: str) -> None:
    pattern, files = FORBIDDEN[what]
    found = [
        f"{file.relative_to(ROOT)}: {match.group().strip()}"
        for glob in files.split()
        for file in tracked(glob.rpartition("/")[2])
        if file != Path(__file__) and str(file.relative_to(ROOT)).startswith(glob.rpartition("/")[0])
        for match in re.finditer(pattern, file.read_text("utf-8"))
    ]
    assert not found


def test_every_dependency_has_its_reason_beside_it() -> None:
    lines = (ROOT / "pyproject.toml").read_text("utf-8").splitlines()
    start = lines.index("dependencies = [") + 1
    declared = lines[start : lines.index("]", start)]
    for before, line in zip(["", *declared], declared, strict=False):
        if line.strip().startswith("#"):
            continue
        assert "# " in line or before.strip().startswith("#"), line


def test_locks_have_a_hash_for_every_package_and_name_no_registry() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text("utf-8")
        assert "://" not in text
        packages = re.findall(r"^[a-z0-9][^ ]*==[^ ]+.*$", text, re.MULTILINE)
        assert len(packages) > 20
        assert all(line.endswith("\\") for line in packages), name


def test_the_app_knows_nothing_of_the_region() -> None:
    """Another region loads its own fixtures: nothing in the code is about this one."""
    for folder, glob in ((APP, "*.py"), (ROOT / "templates", "*.html")):
        for file in folder.rglob(glob):
            assert "ningxia" not in file.read_text("utf-8").lower(), file

"""What script/bench measures: seconds, memory, and each time as a ratio to one plain page's."""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import django

ROWS = 10_000
UNIT = "the account list"


def main() -> None:
    django.setup()
    from django.conf import settings

    settings.ALLOWED_HOSTS.append("testserver")
    others = [name for name in ("tracker", "search", "long", "api") if name in sys.argv[1:]]
    for name in others:
        import_module(f"tests.bench_{name}").main()
    if not others:
        measure_desk()


def measure_desk() -> None:
    from django.contrib.auth import get_user_model
    from django.test import Client

    from tests import many
    from tests.admin.test_list_queries import LISTS

    client = Client()
    chief = get_user_model().objects.create_superuser("bench")
    client.force_login(chief, backend="django.contrib.auth.backends.ModelBackend")
    seconds: dict[str, float] = {}

    def measure(what: str, work: Callable[[], Any]) -> Any:
        started = time.perf_counter()
        found = work()
        seconds[what] = time.perf_counter() - started
        return found

    release()
    client.get("/admin/")  # what is loaded once is not counted
    measure(UNIT, lambda: client.get(LISTS["desk_list account"]))
    sheets(chief, measure)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    measure(f"making {ROWS} records of each kind", lambda: many.fill(ROWS))
    for name, address in LISTS.items():
        measure(name, lambda at=address: client.get(at))
    for query in ("?q=made", "?state=live", "?lacks=citation", "?lacks=figure", "?by=me&state=ready"):
        measure(f"desk_list target{query}", lambda q=query: client.get(LISTS["desk_list target"] + q))
    measure("start page", lambda: client.get("/admin/"))
    measure("what is not public yet, a page", lambda: client.get("/admin/pending/"))
    for what, took in seconds.items():
        sys.stdout.write(f"{took:9.2f} s {took / seconds[UNIT]:9.1f} x  {what}\n")
    sys.stdout.write(f"{peak:9.0f} MB most memory with the spreadsheets\n")
    bombs()


def release() -> None:
    """Measure looking at as many new targets at once and publishing them, on a copy of the ledger."""
    code = "import django; django.setup(); from tests import bench; bench.publish_many()"
    command = [sys.executable, "-W", "ignore", "-c", code]
    with tempfile.TemporaryDirectory() as folder:
        data = shutil.copytree(os.environ["DATA_DIR"], Path(folder) / "data")
        environment = {**os.environ, "DATA_DIR": str(data)}
        subprocess.run(command, env=environment, check=True)


def publish_many() -> None:
    """Make so many targets, look at what would change, and publish it all in one release."""
    from industries.editions import desk
    from industries.models import Target
    from industries.publishing.check import checked, public_digests
    from industries.publishing.release import publish, seal
    from industries.publishing.states import note_edits
    from tests import make, many

    with desk():
        source, indicator = make.source(), make.indicator()
        make.published(source, indicator)
        made = many.copies(make.target(cites=source, indicator=indicator), ROWS, source)
        note_edits("target", [target.key for target in made], None)
    wanted = {("target", target.key) for target in made}
    records = list(Target.objects.using("default").filter(key__startswith="many_"))
    for what, work in (
        ("look at", lambda: seal(checked(wanted)[0], public_digests())),
        ("publish", lambda: publish(records, note_en="Many.")),
    ):
        started = time.perf_counter()
        work()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        took = time.perf_counter() - started
        sys.stdout.write(f"{took:9.2f} s {peak:9.0f} MB  {what} {ROWS} targets at once\n")


def bombs() -> None:
    """Have a process of its own read each bomb, and say what that took."""
    from tests import bombs

    with tempfile.TemporaryDirectory() as folder:
        for name, make in {**bombs.BOMBS, **bombs.HEAVY}.items():
            file = Path(folder) / "bomb.xlsx"
            file.write_bytes(bombs.workbook(make()))
            code = "import django; django.setup(); from tests import bombs; bombs.main()"
            command = [sys.executable, "-W", "ignore", "-c", code, str(file)]
            found = subprocess.run(command, capture_output=True, text=True, check=True)
            sys.stdout.write(f"{found.stdout.rstrip()}  ({name})\n")


def sheets(by: Any, measure: Callable[[str, Callable[[], Any]], Any]) -> None:
    """Measure taking as many new observations, and a download of all with its upload unchanged.

    By what the views call: the test client would keep copies of all that is rendered.
    """
    from industries.admin.sheets import files
    from industries.admin.sheets.resources import RESOURCES
    from industries.admin.sheets.taking import look, take
    from industries.editions import desk

    head = "key,indicator,period,period_basis,value,unit,status,source,locator,as_stated\r\n"
    rows = (
        f",wine_area,{1000 + n % 1000}-{1 + n // 1000:02},stated,{n + 1},mu,final,scio_p4,p. 1,w{n}\r\n"
        for n in range(ROWS)
    )
    with desk():
        sheet = files.read((head + "".join(rows)).encode())
        kind = "observation"
        seal = measure(f"look at {ROWS} new observations", lambda: look(sheet, kind).seal)
        taken = measure(f"take {ROWS} new observations", lambda: take(sheet, kind, by, seal=seal))
        assert (taken.new, taken.seal, taken.problems) == (ROWS, seal, [])
        for form, write in ((files.CSV, files.written_csv), (files.XLSX, files.written_xlsx)):
            resource_of = RESOURCES[kind]()
            data = measure(
                f"download {form}", lambda w=write, r=resource_of: w(r.table(r.get_queryset()))
            )
            looked = measure(
                f"upload {form}, nothing changed", lambda d=data: look(files.read(d), kind)
            )
            assert looked.unchanged > ROWS


if __name__ == "__main__":
    main()

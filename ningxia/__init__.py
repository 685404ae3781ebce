"""Put a current SQLite in the standard library's place, before Django imports it.

Python 3.11 brings SQLite 3.40, whose WAL mode can lose commits. Where there is no wheel of
pysqlite3 (Linux on ARM, macOS) the standard one stays; settings then keep out of WAL mode and a
check says so.
"""

import sys

try:
    import pysqlite3  # type: ignore[import-untyped]
except ImportError:
    pass  # declared for some platforms only: industries/checks.py reports what is used instead
else:
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2

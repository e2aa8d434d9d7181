"""The rule sets that were put to use: what they were read from, when, and why.

What stood in a file is kept once, however many rule sets it was in. It must not know what it means.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from responder.errors import NoRulesError
from responder.journal import schema
from responder.shelf import Shelf

if TYPE_CHECKING:
    from responder.journal.database import Database

LOADS_KEPT = 200
"""So many are remembered: who edits every day can go back for half a year. One of 10,000 rules
takes some 200 KB."""

DIGEST_BYTES = 16

HASH_CHARS = 12
"""How much of a hash is shown."""

NAMED_MAX = 5
"""Rule sets that are named where it is not clear which is meant."""


@dataclass(frozen=True, slots=True)
class Load:
    """A rule set was put to use.

    Args:
        number: In the order of time.
        hash: Of the rule set.
        at_s: When, Unix seconds.
        origin: In a word, why.
        rules: How many it has.
    """

    number: int
    hash: str
    at_s: float
    origin: str
    rules: int


@dataclass(frozen=True, slots=True)
class Kept:
    """A rule set as it can be made again.

    Args:
        path: Of the main file.
        shelf: Everything it was read from.
    """

    path: str
    shelf: Shelf


@dataclass(frozen=True, slots=True)
class Packed:
    """What a rule set was made from, ready to be written.

    Args:
        contents: Rows of files.
        row: The rest.
    """

    contents: tuple[dict[str, Any], ...] = field(repr=False)
    row: dict[str, Any]


def pack(kept: Kept) -> Packed:
    """Compress everything, which takes 30 ms for 10,000 rules: not for the loop."""
    shelf = kept.shelf
    files = [(path, _digest(data), data) for path, data in shelf.contents.items()]
    return Packed(
        tuple({"digest": digest, "content": zlib.compress(data)} for _, digest, data in files),
        {
            "path": kept.path,
            "files": [[path, digest] for path, digest, _ in files],
            "found": {pattern: [*paths] for pattern, paths in shelf.found.items()},
        },
    )


class RuleSets:
    """The rule sets of one journal.

    Args:
        database: Open.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, load: Load, packed: Packed) -> None:
        """Write down that a rule set is put to use, and forget what was so long ago.

        Args:
            load: Its number is not looked at.
            packed: What it was made from.

        Raises:
            JournalError: Not written.
        """
        with self._database.writing() as connection:
            if packed.contents:
                connection.execute(_PUT_FILE, [*packed.contents])
            connection.execute(_PUT_SET, {"hash": load.hash, **packed.row})
            row = {"hash": load.hash, "at_s": load.at_s, "origin": load.origin}
            connection.execute(_PUT_LOAD, {**row, "rules": load.rules})
            _forget(connection)

    def path(self, hash_: str) -> str:
        """Of the main file that a rule set was made from; `""` if it is not kept."""
        return next((row.path for row in self._database.rows(_PATH, {"hash": hash_})), "")

    def latest(self) -> Load | None:
        """The rule set that was put to use last; None if there was none."""
        return next(iter(self.history(1)), None)

    def history(self, most: int = LOADS_KEPT) -> tuple[Load, ...]:
        """What was put to use, the latest first."""
        rows = self._database.rows(_HISTORY, {"most": most})
        return tuple(Load(row.number, row.hash, row.at_s, row.origin, row.rules) for row in rows)

    def named(self, beginning: str = "", *, but: str = "") -> str:
        """The hash of a rule set that was put to use.

        Args:
            beginning: Of it; `""` is the latest.
            but: One that is not meant where nothing is said.

        Raises:
            NoRulesError: There is none, or there are several.
        """
        known = dict.fromkeys(one.hash for one in self.history())
        if not beginning:
            found = [one for one in known if one != but][:1]
        else:
            found = [one for one in known if one.startswith(beginning)]
        if len(found) == 1:
            return found[0]
        if found:
            shown = ", ".join(one[:HASH_CHARS] for one in found[:NAMED_MAX])
            raise NoRulesError(f"several rules are called so: {shown}; say more of the hash")
        if beginning:
            raise NoRulesError(
                f"no rules {beginning} are kept; `responder rules history` lists those that are"
            )
        raise NoRulesError("no earlier rules are kept")

    def kept(self, hash_: str) -> Kept:
        """What a rule set was made from.

        Raises:
            NoRulesError: That is not known any more.
        """
        row = next(iter(self._database.rows(_SET, {"hash": hash_})), None)
        if row is None:
            raise NoRulesError(f"what rules {hash_[:HASH_CHARS]} were made from is not kept")
        digests = sorted({digest for _, digest in row.files})
        found = self._database.rows(_FILES, {"digests": digests})
        contents = {one.digest: zlib.decompress(one.content) for one in found}
        return Kept(
            row.path,
            Shelf(
                {path: contents[digest] for path, digest in row.files},
                {pattern: tuple(paths) for pattern, paths in row.found.items()},
            ),
        )


def _digest(data: bytes) -> str:
    return blake2b(data, digest_size=DIGEST_BYTES).hexdigest()


def _forget(connection: sa.Connection) -> None:
    """Forget loads beyond `LOADS_KEPT`, and what belongs to no other."""
    oldest = connection.scalar(_OLDEST_KEPT, {"others": LOADS_KEPT - 1})
    if oldest is None:
        return
    if not connection.execute(_DELETE_LOADS, {"before": oldest}).rowcount:
        return
    connection.execute(_DELETE_SETS)
    connection.execute(_DELETE_FILES)


_file, _set, _load = schema.rule_file, schema.rule_set, schema.rule_load

_PUT_FILE = sa.insert(_file).prefix_with("OR IGNORE")
_new = insert(_set)
_PUT_SET = _new.on_conflict_do_update(
    index_elements=[_set.c.hash],
    set_={name: _new.excluded[name] for name in ("path", "files", "found")},
)
"""The same files may be read from another place than before: that is where they are now."""
_PUT_LOAD = sa.insert(_load)
_HISTORY = sa.select(_load).order_by(_load.c.number.desc()).limit(sa.bindparam("most"))
_SET = sa.select(_set).where(_set.c.hash == sa.bindparam("hash"))
_PATH = sa.select(_set.c.path).where(_set.c.hash == sa.bindparam("hash"))
_FILES = sa.select(_file).where(_file.c.digest.in_(sa.bindparam("digests", expanding=True)))
_OLDEST_KEPT = (
    sa.select(_load.c.number)
    .order_by(_load.c.number.desc())
    .offset(sa.bindparam("others"))
    .limit(1)
)
_DELETE_LOADS = sa.delete(_load).where(_load.c.number < sa.bindparam("before"))
_DELETE_SETS = sa.delete(_set).where(
    _set.c.hash.not_in(sa.select(_load.c.hash)),
    _set.c.hash.not_in(sa.select(schema.run.c.rule_set)),  # a run finishes on the one it began on
)
_each_file = sa.func.json_each(_set.c.files).table_valued("value")
_USED = sa.select(sa.func.json_extract(_each_file.c.value, "$[1]")).select_from(
    _set.join(_each_file, sa.true())
)
_DELETE_FILES = sa.delete(_file).where(_file.c.digest.not_in(_USED))

"""Migrations, carried out by Alembic in the transaction of the caller."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config

if TYPE_CHECKING:
    import sqlalchemy as sa

MIGRATIONS = Path(__file__).parent / "migrations"


def config_for(connection: sa.Connection | None = None) -> Config:
    """Alembic's settings; a connection is needed for whatever looks into a file."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def migrate(connection: sa.Connection, revision: str | None, to: str = "head") -> None:
    """Bring the tables from one revision to another.

    Args:
        connection: In a transaction, which is the caller's to commit.
        revision: What they are, where the file does not say it itself; None for an empty file.
        to: A revision, or `head` for the last.
    """
    config = config_for(connection)
    if revision is not None:
        command.stamp(config, revision)
    command.upgrade(config, to)

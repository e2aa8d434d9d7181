"""What Alembic runs to migrate."""

from __future__ import annotations

import sqlalchemy as sa

from responder.journal.migrate import migrate


def test_it_works_in_the_transaction_of_whoever_asks() -> None:
    """Taken back, it has done nothing; it commits nothing of its own."""
    engine = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
    sa.event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    with engine.connect() as connection:
        connection.connection.dbapi_connection.isolation_level = None  # type: ignore[union-attr]  # SQLite's
        with connection.begin() as transaction:
            migrate(connection, None)
            assert sa.inspect(connection).has_table("event")
            transaction.rollback()
        assert sa.inspect(connection).get_table_names() == []
    engine.dispose()

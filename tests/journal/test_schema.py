"""The tables."""

from __future__ import annotations

from responder.journal import schema
from responder.models import Outgoing


def test_outgoing_holds_every_field_of_the_model() -> None:
    """Nothing of an outgoing text is lost between the model and its row."""
    # From the chat of its event, and of this life alone: after a restart nobody knows it.
    derived = {"elsewhere", "received_s"}
    assert set(Outgoing.__dataclass_fields__) - derived <= set(schema.outgoing.columns.keys())


def test_every_table_has_a_key() -> None:
    """Each row can be named, so that writing it twice can not double it."""
    for table in schema.metadata.tables.values():
        assert list(table.primary_key)


def test_every_column_with_somebody_in_it_is_known() -> None:
    """Whoever forgets or renames somebody misses none of them; a new column is added there."""
    named = {"chat_id", "sender_id", "person_id", "scope", "talk", "owner", "key", "run"}
    tables = schema.metadata.tables.values()
    found = {column for table in tables for column in table.columns if column.name in named}
    assert found == {*schema.IDS, *schema.TALKS, *schema.OWNERS, *schema.RUNS}

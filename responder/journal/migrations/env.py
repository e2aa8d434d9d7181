"""What Alembic runs to migrate: on the connection, and in the transaction, of whoever asks.

So all steps take effect together or none does, and nothing is read from a configuration file.
"""

from __future__ import annotations

from alembic import context

from responder.journal.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()

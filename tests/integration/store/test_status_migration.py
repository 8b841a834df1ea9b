"""What the migration that brought acts and signers makes of the rows of the release before."""

from hashlib import sha256
from pathlib import Path

from hub.store.database import connect
from hub.store.migrate import migrate, shipped

VECTORS = Path(__file__).parents[2] / "vectors" / "migrations"


def test_old_rows_are_named_as_new_ones(empty_database_url: str) -> None:
    """After a compromise nobody would find what the key had signed before the update."""
    with connect(empty_database_url) as connection:
        for migration in shipped()[:4]:
            migrate(connection, shipped()[: migration.number])
            rows = VECTORS / f"{migration.number:04}.sql"
            if rows.exists():
                connection.execute(rows.read_bytes())
        migrate(connection, shipped()[:5])
        signers = connection.execute("SELECT number, signer, supersedes FROM certificates")
        evidence = connection.execute("SELECT document_id::text, kind, document FROM evidence")
        assert {number: signer for number, signer, _ in signers.fetchall()} == {
            "1405-0000001": None,
            "1405-0000002": sha256(bytes(range(4))).digest(),
        }
        assert evidence.fetchall() == [("00000000-0000-4000-8000-0000000000e1", "receipt", b"<")]

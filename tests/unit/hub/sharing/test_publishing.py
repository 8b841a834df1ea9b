"""Who publishes contracts: from the settings, with a secret that hides, or not at all."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import HttpUrl

from hub.cli.first_publisher import first_publisher, made_publisher
from hub.config import PublisherSettings, Settings
from hub.errors import Misconfigured
from hub.sharing.publishing import open_publisher

HERE = HttpUrl("https://hub.example/")


def _settings(secret: Path, **told: Any) -> Settings:
    publisher = PublisherSettings(
        name="Peyvand", uri=HERE, license=HERE, persons_secret=secret, **told
    )
    return Settings(ocds=publisher, ocid_prefix="213czf")


def _secret(folder: Path, octets: bytes = bytes(32), mode: int = 0o600) -> Path:
    path = folder / "secret"
    path.write_bytes(octets)
    path.chmod(mode)
    return path


def test_a_publisher_as_it_is_set(tmp_path: Path) -> None:
    """Packages would go out in another's name, or without what finds him in a list."""
    found = open_publisher(_settings(_secret(tmp_path), scheme="IR-NID", uid="14000000000"))
    assert found is not None
    assert (found.prefix, found.name, found.uri) == ("ocds-213czf", "Peyvand", str(HERE))
    assert (found.scheme, found.uid, found.policy) == ("IR-NID", "14000000000", None)
    assert found.secret not in repr(found).encode()
    assert open_publisher(Settings()) is None


@pytest.mark.parametrize(
    ("octets", "mode", "said"),
    [
        (bytes(31), 0o600, "32 octets or more"),
        (bytes(32), 0o644, "open-to-others"),
        (None, 0, "unreadable"),
    ],
    ids=["short", "open", "absent"],
)
def test_a_secret_that_hides_nobody(
    tmp_path: Path, octets: bytes | None, mode: int, said: str
) -> None:
    """Whoever guesses a national id could confirm it."""
    path = tmp_path / "none" if octets is None else _secret(tmp_path, octets, mode)
    with pytest.raises(Misconfigured, match=f"persons_secret.*{said}"):
        open_publisher(_settings(path))


def test_the_secret_of_a_first_start_stays(tmp_path: Path) -> None:
    """Every person would have another id after a restart."""
    settings = Settings(data_dir=tmp_path)
    assert made_publisher(settings) is None
    made = first_publisher(settings)
    secret = made.persons_secret.read_bytes()
    assert (len(secret), made.persons_secret.stat().st_mode & 0o777) == (32, 0o600)
    assert made_publisher(settings) == first_publisher(settings) == made
    assert made.persons_secret.read_bytes() == secret
    assert open_publisher(settings.model_copy(update={"ocds": made})) is not None


def test_a_publisher_that_is_set_is_not_replaced(tmp_path: Path) -> None:
    """A house would publish under a secret that nobody chose."""
    told = _settings(_secret(tmp_path)).ocds
    settings = Settings(data_dir=tmp_path, ocds=told)
    assert first_publisher(settings) == made_publisher(settings) == told
    assert not (tmp_path / "keys").exists()

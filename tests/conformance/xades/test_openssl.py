"""The openssl command finds every timestamp true over the octets that EN 319 132-1 names."""

import shutil
import subprocess
from base64 import b64decode
from datetime import datetime
from pathlib import Path

import pytest

from schemas.xml import parse
from signing.augment.form import read
from signing.augment.imprint import archive_octets, signature_octets
from signing.keys.pki import KeyKind
from tests.kit.forms import ARCHIVED, RENEWED, STAMPED, forms
from tests.kit.pki import other_world, world

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")

KINDS: tuple[KeyKind, ...] = ("p256", "rsa3072")
TOKEN = "{http://uri.etsi.org/01903/v1.3.2#}EncapsulatedTimeStamp"


def tokens(xml: bytes) -> list[bytes]:
    """Return the timestamp tokens in ``xml``, in order."""
    return [b64decode(one.text or "") for one in parse(xml).iter(TOKEN)]


def verifies(token: bytes, octets: bytes, anchor: bytes, at: datetime, folder: Path) -> bool:
    """Tell whether openssl finds ``token`` to stamp ``octets`` under the root ``anchor`` (PEM)."""
    files = {"token": token, "octets": octets, "anchor": anchor}
    for name, data in files.items():
        (folder / name).write_bytes(data)
    command = ["openssl", "ts", "-verify", "-token_in", "-in", "token", "-data", "octets"]
    command += ["-CAfile", "anchor", "-attime", str(int(at.timestamp()))]
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True)
    assert (b"Verification: OK" in done.stdout) == (done.returncode == 0), done.stderr
    return done.returncode == 0


@pytest.mark.parametrize("kind", KINDS)
def test_openssl_finds_every_timestamp_true(kind: KeyKind, tmp_path: Path) -> None:
    """A token over other octets than the standard's is worth nothing to anybody else."""
    made, anchor = forms(kind), world(kind).root.certificate_pem
    covered = (
        (signature_octets(read(made.named)), STAMPED),
        (archive_octets(read(made.refreshed)), ARCHIVED),
        (archive_octets(read(made.rejudged)), RENEWED),
    )
    for token, (octets, at) in zip(tokens(made.renewed), covered, strict=True):
        assert verifies(token, octets, anchor, at, tmp_path)


def test_openssl_refuses_other_octets_and_another_root(tmp_path: Path) -> None:
    """A judge that says yes to anything is none."""
    made, anchor = forms(), world().root.certificate_pem
    token, octets = tokens(made.stamped)[0], signature_octets(read(made.named))
    assert not verifies(token, octets + b" ", anchor, STAMPED, tmp_path)
    stranger = other_world().root.certificate_pem
    assert not verifies(token, octets, stranger, STAMPED, tmp_path)

"""One SoftHSM for the run, with a key of each kind in the token ``hub``."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from signing.keys.cryptoki import library
from signing.keys.pki import KeyKind
from tests.conformance.hsm.softhsm import MODULE, PIN, SoftHsm
from tests.vectors.certificates.samples import NOW, pki

KINDS: tuple[KeyKind, ...] = ("p256", "rsa2048", "rsa3072")


@dataclass(frozen=True)
class Filled:
    """A token with a key of each kind, called by it, and a second P-256 key called ``next``."""

    hsm: SoftHsm

    def chain(self, label: str) -> Path:
        """Return the file of a key's certificate and issuers."""
        return self.hsm.folder / f"{label}.pem"


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    """Give the token; what is in it stays as it is for every test."""
    assert MODULE is not None
    folder = tmp_path_factory.mktemp("softhsm")
    hsm = SoftHsm(folder, MODULE, folder / "pin")
    hsm.pin.touch(0o600)
    hsm.pin.write_text(f"{PIN}\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(hsm.settings))
        hsm.furnish()
        hsm.make_token("hub")
        for number, kind in enumerate(KINDS, start=1):
            issued = pki(kind).authority.issue(f"HSM {kind}", now=NOW, days=90, key=kind)
            hsm.put(issued, token="hub", label=kind, id_=f"{number:02x}")
            (folder / f"{kind}.pem").write_bytes(issued.chain_pem)
        following = pki("p256").authority.issue("HSM next", now=NOW, days=90)
        hsm.put(following, token="hub", label="next", id_="0f")
        (folder / "next.pem").write_bytes(following.chain_pem)
        yield Filled(hsm)
        library(MODULE).calls.finalize()

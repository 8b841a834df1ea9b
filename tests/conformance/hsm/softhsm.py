"""SoftHSM in a folder of its own: tokens are made and filled by its own command line."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import which

import pytest

from signing.keys.cryptoki import library
from signing.keys.pki import Issued
from signing.keys.place import TokenKey

PIN, OFFICER_PIN = "8421973", "73198246"
_PLACES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib64/pkcs11/libsofthsm2.so",
    "/usr/local/lib/softhsm/libsofthsm2.so",
    "/opt/homebrew/lib/softhsm/libsofthsm2.so",
)
MODULE = next((Path(place).resolve() for place in _PLACES if Path(place).exists()), None)
ABSENT = MODULE is None or which("softhsm2-util") is None
needs_softhsm = pytest.mark.skipif(ABSENT, reason="SoftHSM is missing: no key in a token is tested")


@dataclass(frozen=True)
class SoftHsm:
    """A folder with tokens; ``pin`` holds the user's PIN of every one of them."""

    folder: Path
    module: Path
    pin: Path

    @property
    def tokens(self) -> Path:
        return self.folder / "tokens"

    @property
    def settings(self) -> Path:
        return self.folder / "softhsm2.conf"

    def furnish(self, *, mechanisms: str = "ALL") -> None:
        """Write the settings; the library offers these mechanisms alone."""
        self.tokens.mkdir(exist_ok=True)
        self.settings.write_text(
            f"directories.tokendir = {self.tokens}\nobjectstore.backend = file\n"
            f"log.level = ERROR\nslots.mechanisms = {mechanisms}\n"
        )

    def make_token(self, label: str) -> None:
        self._run("--init-token", "--free", "--label", label, "--so-pin", OFFICER_PIN)

    def put(self, issued: Issued, *, token: str, label: str, id_: str) -> None:
        """Bring a key into a token, as a rehearsal does; in production it is made in there."""
        file = self.folder / "transport.pem"
        file.write_bytes(issued.key_pem)
        self._run("--import", str(file), "--token", token, "--label", label, "--id", id_)
        file.unlink()

    def key(self, label: str | None = None, id_: str = "") -> TokenKey:
        """Return where a key of the token ``hub`` is."""
        return TokenKey(self.module, "hub", self.pin, label, bytes.fromhex(id_) or None)

    @contextmanager
    def gone(self) -> Iterator[None]:
        """Take every token away for a while, as a cable that is pulled does."""
        away = self.folder / "away"
        self.tokens.rename(away)
        self.tokens.mkdir()
        library(self.module).calls.reinitialize()
        yield
        self.tokens.rmdir()
        away.rename(self.tokens)

    def _run(self, *words: str) -> None:
        command = ["softhsm2-util", *words, "--pin", PIN, "--module", str(self.module)]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr

"""What `peyvand verify` judges by: anchors, published keys, revocation data, status lists."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from hub.cli.sources import read_regular
from hub.errors import Misconfigured
from schemas.canonical.validation import ValidationData
from signing.verify import Policy, Unreadable
from signing.verify.anything import Form
from signing.verify.keyset import KeySet, KeySetInvalid, read_keyset
from signing.verify.report import Refused
from signing.verify.sentences import UNREADABLE, sentence
from signing.verify.status import VerifiedStatusList
from signing.verify.status_list import read_status_list

ANCHORS: Final = "trust.pem"
KEYS: Final = "keys.json"


@dataclass(frozen=True, slots=True)
class Trust:
    """What the command line and the settings give, and where else it may be found.

    ``anchors`` and ``keys`` are files; without them `ANCHORS` and `KEYS` beside the document
    count, the keys beside the anchors too. Only a seal cannot do without keys. Policies are kept
    by folder and form.
    """

    at: datetime
    anchors: Path | None = None
    keys: Path | None = None
    given: ValidationData = field(default_factory=ValidationData)
    lists: Sequence[Path] = ()
    revocation_required: bool = False
    known: dict[tuple[Path, bool], Policy] = field(default_factory=dict)

    def policy(self, form: Form, folder: Path) -> Policy:
        """Return the policy for a document of ``form`` in ``folder``.

        Raises `Misconfigured` in one line when what the form is judged by is not there.
        """
        place = (folder, form is Form.SEAL)
        if place not in self.known:
            self.known[place] = self._policy(form, folder)
        return self.known[place]

    def _policy(self, form: Form, folder: Path) -> Policy:
        keys = self._keys(folder, needed=form is Form.SEAL)
        anchors = self._anchors(folder) if form is not Form.SEAL or self.lists else ()
        return Policy(
            anchors=anchors,
            given=self.given,
            revocation_required=self.revocation_required,
            keys=keys,
            status_lists=tuple(self._list(path, anchors, keys) for path in self.lists),
        )

    def _anchors(self, folder: Path) -> tuple[x509.Certificate, ...]:
        path = self.anchors or folder / ANCHORS
        try:
            return tuple(x509.load_pem_x509_certificates(read_regular(path)))
        except (Unreadable, ValueError) as error:
            raise Misconfigured(f"no trust anchors in {path}; give them with --trust") from error

    def _keys(self, folder: Path, *, needed: bool) -> KeySet | None:
        beside = [folder / KEYS, *([self.anchors.parent / KEYS] if self.anchors else [])]
        path = self.keys or next((one for one in beside if one.is_file()), None)
        if path is None and not needed:
            return None
        path = path or folder / KEYS
        try:
            return read_keyset(read_regular(path))
        except Unreadable as error:
            raise Misconfigured(f"no published keys in {path}; give them with --keys") from error
        except KeySetInvalid as error:
            raise Misconfigured(f"{path} is no key set that can be relied on: {error}") from error

    def _list(
        self, path: Path, anchors: tuple[x509.Certificate, ...], keys: KeySet | None
    ) -> VerifiedStatusList:
        try:
            return read_status_list(read_regular(path), Policy(anchors, keys=keys), self.at)
        except Unreadable as error:
            said = sentence(UNREADABLE, error.code)
        except Refused as error:
            said = sentence(error.check, error.detail)
        raise Misconfigured(f"--status {path}: {said.en} {said.do_en}")


def read_given(crls: Sequence[Path], responses: Sequence[Path]) -> ValidationData:
    """Return CRLs (PEM or DER) and OCSP responses (DER) as validation data.

    Raises `Misconfigured` for a file that is none.
    """
    return ValidationData(
        crls=tuple(_crl(path) for path in crls),
        ocsp_responses=tuple(_response(path) for path in responses),
    )


def _crl(path: Path) -> bytes:
    data = _read("--crl", path)
    pem = data.lstrip().startswith(b"-----BEGIN")
    try:
        found = x509.load_pem_x509_crl(data) if pem else x509.load_der_x509_crl(data)
    except ValueError as error:
        raise Misconfigured(f"--crl {path}: no certificate revocation list") from error
    return found.public_bytes(Encoding.DER)


def _response(path: Path) -> bytes:
    data = _read("--ocsp", path)
    try:
        ocsp.load_der_ocsp_response(data)
    except ValueError as error:
        raise Misconfigured(f"--ocsp {path}: no OCSP response") from error
    return data


def _read(option: str, path: Path) -> bytes:
    try:
        return read_regular(path)
    except Unreadable as error:
        raise Misconfigured(f"{option} {path}: {sentence(UNREADABLE, error.code).en}") from error

"""The keys of a first start: a demonstration infrastructure of two tiers in the data folder."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509

from hub.config import KeySettings
from hub.errors import Misconfigured
from signing.keys.pki import Authority, Use, create_authority

NOTARIES, CHAMBERS, SERVICES = "notary-offices", "commerce-card-registry", "sso-services"
TAX = "tax-authority"
_ROOT, _ISSUING = "trust", "issuing"
_DAYS = 825
_USES: dict[str, Use] = {
    "certificates": "certificates",
    "messages": "messages",
    NOTARIES: "messages",
    CHAMBERS: "messages",
    SERVICES: "messages",
    TAX: "messages",
    "timestamps": "timestamps",
    "ocsp": "ocsp",
}
"""What each key is for, by the name of its files; the last two are the stand-ins'."""


@dataclass(frozen=True, slots=True)
class KeyFiles:
    """Where a key is, and its certificate with its issuer."""

    key: Path
    certificate: Path

    @property
    def settings(self) -> KeySettings:
        """The files as a setting."""
        return KeySettings(key=self.key, certificate=self.certificate)


@dataclass(frozen=True, slots=True)
class FirstKeys:
    """The keys that a hub of one machine and its first clients sign with, and the root's file."""

    certificates: KeyFiles
    messages: KeyFiles
    notaries: KeyFiles
    chambers: KeyFiles
    services: KeyFiles
    tax: KeyFiles
    trust: Path


def first_keys(folder: Path) -> FirstKeys:
    """Return the keys in ``folder``, made there at the first start and never overwritten.

    Raises `Misconfigured` for the keys of an earlier release, whose root issued everything itself.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    now = datetime.now(UTC)
    issuing = _issuing(folder, now)
    made = {name: _key(issuing, folder, name, now) for name in _USES}
    return FirstKeys(
        certificates=made["certificates"],
        messages=made["messages"],
        notaries=made[NOTARIES],
        chambers=made[CHAMBERS],
        services=made[SERVICES],
        tax=made[TAX],
        trust=folder / f"{_ROOT}.pem",
    )


def _issuing(folder: Path, now: datetime) -> Authority:
    """Return the issuing authority below the root of ``folder``."""
    if not (folder / f"{_ROOT}.pem").exists():
        create_authority("Peyvand demonstration root", now=now).write(folder, _ROOT)
    root = _read(folder, _ROOT)
    constraints = root.certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    if not constraints.value.path_length:
        line = "the keys are of an earlier release; move them away, or name another --data-dir"
        raise Misconfigured(f"{folder}: {line}")
    if not (folder / f"{_ISSUING}.pem").exists():
        root.subordinate("Peyvand demonstration authority", now=now).write(folder, _ISSUING)
    return _read(folder, _ISSUING)


def _read(folder: Path, name: str) -> Authority:
    """Return an authority that is kept in ``folder``."""
    key, certificate = folder / f"{name}.key.pem", folder / f"{name}.pem"
    return Authority(key.read_bytes(), certificate.read_bytes())


def _key(authority: Authority, folder: Path, name: str, now: datetime) -> KeyFiles:
    """Return one key's files, issued now if they are not there."""
    key, certificate = folder / f"{name}.key.pem", folder / f"{name}.pem"
    if not key.exists():
        issued = authority.issue(f"Peyvand {name}", now=now, days=_DAYS, use=_USES[name])
        issued.write(folder, name)
    return KeyFiles(key, certificate)

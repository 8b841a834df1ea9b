"""``peyvand key check``: the configured keys sign a probe, and say what and where they are."""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256

import typer
from cryptography import x509
from rich.console import Console
from rich.markup import escape

from hub.cli.working import AsJson, DataDir
from hub.config import KeySettings, NextKeySettings, Settings
from hub.errors import Misconfigured
from hub.keys import open_signer
from signing.keys.errors import KeyUnusable
from signing.signer import ECDSA_SHA256, Signer
from signing.verify.wss import load_certificate

_PROBE_OCTETS = 32


@dataclass(frozen=True, slots=True)
class KeyFound:
    """One configured key as it was found; ``problem`` is empty when it can be relied on."""

    setting: str
    ok: bool
    problem: str
    lives: str
    algorithm: str = ""
    subject: str = ""
    fingerprint: str = ""
    not_after: str = ""


def check(
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Sign and verify with every configured key; exit 1 when one cannot be relied on."""
    settings = Settings() if data_dir is None else Settings(data_dir=data_dir)
    found = [_found(name, key) for name, key in _configured(settings)]
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in found], ensure_ascii=False))
    else:
        _print(found)
    raise typer.Exit(0 if all(one.ok for one in found) else 1)


def _configured(settings: Settings) -> Iterator[tuple[str, KeySettings]]:
    """Yield each key by its setting: as configured, or where `peyvand up` makes it."""
    made = settings.data_dir / "keys"
    keys = {"certificate_key": settings.certificate_key, "message_key": settings.message_key}
    for (setting, key), name in zip(keys.items(), ("certificates", "messages"), strict=True):
        demonstration = KeySettings(key=made / f"{name}.key.pem", certificate=made / f"{name}.pem")
        yield setting, key or demonstration
    if settings.next_certificate_key is not None:
        yield "next_certificate_key", settings.next_certificate_key


def _found(setting: str, key: KeySettings) -> KeyFound:
    """Return what a key is, once it has signed and the signature was verified."""
    lives = _lives(key)
    try:
        signer = open_signer(key, setting)
        probe = os.urandom(_PROBE_OCTETS)
        verified = load_certificate(signer.certificate_der).verifies(signer.sign(probe), probe)
    except (Misconfigured, KeyUnusable) as error:
        return KeyFound(setting, ok=False, problem=str(error), lives=lives)
    certificate = x509.load_der_x509_certificate(signer.certificate_der)
    signs_from = key.since if isinstance(key, NextKeySettings) else datetime.now(UTC)
    problem = "" if verified else "its signature does not verify"
    problem = problem or _unfit(certificate, signs_from, commits=setting != "message_key")
    return KeyFound(
        setting=setting,
        ok=not problem,
        problem=problem,
        lives=lives,
        algorithm=_algorithm(signer),
        subject=certificate.subject.rfc4514_string(),
        fingerprint=sha256(signer.certificate_der).hexdigest(),
        not_after=certificate.not_valid_after_utc.isoformat(),
    )


def _unfit(certificate: x509.Certificate, at: datetime, *, commits: bool) -> str:
    """Return why a certificate is not fit for its key's use, or nothing (RFC 5280, 4.2.1.3)."""
    if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        return "its certificate is not in force when it signs"
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return "its certificate does not say what the key is for"
    fit = usage.content_commitment if commits else usage.digital_signature
    return "" if fit else "its certificate is not meant for this use"


def _lives(key: KeySettings) -> str:
    """Return where the private key is."""
    if key.pkcs11 is None:
        return f"file {key.key}"
    name = " ".join(part for part in (key.pkcs11.label, key.pkcs11.id) if part)
    return f"token {key.pkcs11.token}, key {name}, by {key.pkcs11.module}"


def _algorithm(signer: Signer) -> str:
    return "ECDSA P-256, SHA-256" if signer.algorithm == ECDSA_SHA256 else "RSA, SHA-256"


def _print(found: list[KeyFound]) -> None:
    console = Console(highlight=False)
    for one in found:
        mark = "[green]✓[/]" if one.ok else "[red]✗[/]"
        console.print(f"{mark} {one.setting:<21} {escape(one.problem) or 'signs'}", soft_wrap=True)
        for label, value in (
            ("lives in", one.lives),
            ("algorithm", one.algorithm),
            ("certificate", one.subject),
            ("fingerprint", one.fingerprint),
            ("until", one.not_after),
        ):
            if value:
                console.print(f"  {label:<12} {escape(value)}", soft_wrap=True)

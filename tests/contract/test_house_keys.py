"""The stand-ins with a house's keys, and what the doctor finds of them."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from asn1crypto import tsp
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256

from hub.cli.authorities import lasting_services
from hub.cli.finding import Finding
from hub.cli.first_keys import FirstKeys, first_keys
from hub.config import AgencySettings, Settings

IMPRINT = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": bytes(32)}
TSA, CA = "timestamp_authority", "certification_authority"


@dataclass(frozen=True)
class House:
    """A house's keys, and the agencies that hold some of them."""

    keys: FirstKeys
    urls: Mapping[str, str]

    def manage(self, agency: str, order: str, **body: object) -> None:
        """Give an agency an order."""
        url = f"{self.urls[agency]}/_manage/{order}"
        httpx.post(url, json=body, trust_env=False).raise_for_status()

    def findings(self, *agencies: str, **more: Any) -> dict[str, Finding]:
        """Return what the doctor finds of the authorities, ``agencies`` being configured."""
        at = {
            name: AgencySettings.model_validate({"base_url": self.urls.get(name, "http://[::1]:1")})
            for name in agencies
        }
        settings = Settings(agencies=at, trust=self.keys.trust, **more)
        found = lasting_services(settings, self.keys.certificates.settings)
        return {one.subject: one for one in found}


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Give the stand-ins as `peyvand up` starts them, on the keys that it makes."""
    folder = tmp_path_factory.mktemp("house") / "keys"
    keys = first_keys(folder)
    command = [sys.executable, "-m", "simulators", "--people", "50", "--pki", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield House(keys, json.loads(process.stdout.readline())["agencies"])
        process.terminate()


@pytest.fixture
def house(standing: House) -> House:
    """Give the house, its agencies sound."""
    for agency in (TSA, CA):
        standing.manage(agency, "reset")
    return standing


def _certificate(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def test_all_is_well(house: House) -> None:
    """A doctor who finds fault with a sound house would not be listened to."""
    found = house.findings(TSA, CA)
    assert all(one.ok for one in found.values())
    assert found["revocation"].seen == "the signer's certificate is good"


def test_nobody_configured_is_no_finding(house: House) -> None:
    """A house without the two authorities is poorer, not ill."""
    assert house.findings() == {}
    assert house.findings(TSA).keys() == {"time stamps"}


def test_both_sign_with_the_houses_keys(house: House) -> None:
    """A token or a list by any other key would verify nowhere in the house."""
    folder = house.keys.trust.parent
    query = {"version": "v1", "message_imprint": IMPRINT, "cert_req": True}
    headers = {"content-type": "application/timestamp-query"}
    content = tsp.TimeStampReq(query).dump()
    reply = httpx.post(house.urls[TSA], content=content, headers=headers, trust_env=False)
    signed = tsp.TimeStampResp.load(reply.content)["time_stamp_token"]["content"]
    sent = {one.chosen.serial_number for one in signed["certificates"]}
    kept = {_certificate(folder / f"{one}.pem").serial_number for one in ("timestamps", "issuing")}
    assert sent == kept
    root = _certificate(house.keys.trust)
    path = f"crl/{root.fingerprint(SHA256()).hex()}.crl"
    found = x509.load_der_x509_crl(httpx.get(f"{house.urls[CA]}/{path}", trust_env=False).content)
    assert found.is_signature_valid(root.public_key())  # type: ignore[arg-type]  # P-256


def test_a_revoked_signer_is_found(house: House) -> None:
    """An operator who signs on with a revoked key issues what nobody may rely on."""
    serial = _certificate(house.keys.certificates.certificate).serial_number
    house.manage(CA, "revoke", serial=str(serial), instant="2026-01-01T00:00:00Z")
    found = house.findings(CA)["revocation"]
    assert (found.ok, found.seen) == (False, "the signer's certificate is revoked")
    assert "docs/security.md" in found.remedy


@pytest.mark.parametrize(
    ("agency", "subject", "mode", "code"),
    [
        (TSA, "time stamps", "html", "not-der"),
        (TSA, "time stamps", "wrong-clock", "clock"),
        (CA, "revocation", "unauthorized", "unauthorized"),
        (CA, "revocation", "unknown", "unknown-certificate"),
    ],
)
def test_what_is_wrong_is_named(
    house: House, agency: str, subject: str, mode: str, code: str
) -> None:
    """What is wrong, and with whom, is one line with a remedy."""
    house.manage(agency, "faults", mode=mode)
    found = house.findings(agency)[subject]
    assert (found.ok, found.seen) == (False, f"{agency}: {code}")
    assert agency in found.remedy


def test_no_such_agency_is_a_finding(house: House) -> None:
    """A misspelt agency in the settings is told, not thrown."""
    found = house.findings("timestamp_autority")["agencies"]
    assert (found.ok, "timestamp_autority" in found.seen) == (False, True)

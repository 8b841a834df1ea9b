"""Authorities that sign wrongly: what the gateways let pass is refused by who has to prove it."""

from hashlib import sha256

import httpx
import pytest
from cryptography import x509

from signing.verify.chain import stamper_path
from signing.verify.crl import read_crl
from signing.verify.ocsp import read_ocsp
from signing.verify.report import Refused
from signing.verify.timestamp import read_token
from simulators.kit.faults import Fault
from simulators.kit.keys import made
from tests.contract.conftest import NOW, Agency

KEYS = made()
DIGEST = sha256(b"anything").digest()


class TestTimestamps:
    """Tokens, whose gateway holds them against the question and not against a key."""

    @pytest.fixture
    def name(self) -> str:
        return "timestamp_authority"

    async def test_wrong_signature(self, agency: Agency) -> None:
        """A token that anybody could have made would date a certificate."""
        agency.simulator.faults.set(Fault(mode="wrong-signature"))
        token = await agency.open().timestamp(DIGEST)
        with pytest.raises(Refused):
            read_token(token, DIGEST)

    async def test_expired(self, agency: Agency) -> None:
        """A certificate that ended proves no instant after its end."""
        agency.simulator.faults.set(Fault(mode="expired"))
        token = read_token(await agency.open().timestamp(DIGEST), DIGEST)
        leaf, *pool = token.certificates
        path = stamper_path(leaf, tuple(pool), (KEYS.root.certificate,))
        assert not path.holds(NOW)

    async def test_rolled_over(self, agency: Agency, browser: httpx.AsyncClient) -> None:
        """A new certificate of the same authority is as good as the old one, without a restart."""
        gateway = agency.open()
        old = read_token(await gateway.timestamp(DIGEST), DIGEST)
        rolled = await browser.post(f"{agency.url}/_manage/roll-over")
        assert rolled.status_code == 200
        new = read_token(await gateway.timestamp(DIGEST), DIGEST)
        assert new.certificates[0] != old.certificates[0]
        path = stamper_path(new.certificates[0], new.certificates[1:], (KEYS.root.certificate,))
        assert path.holds(NOW)


class TestRevocation:
    """Responses and lists, likewise."""

    @pytest.fixture
    def name(self) -> str:
        return "certification_authority"

    @staticmethod
    async def status(agency: Agency) -> bytes:
        leaf, issuer = (bytes.fromhex(agency.subjects[one]) for one in ("certificate", "issuer"))
        found: bytes = await agency.open().status_of(leaf, issuer)
        return found

    @pytest.mark.parametrize("mode", ["wrong-signature", "expired"])
    async def test_status(self, agency: Agency, mode: str) -> None:
        """A revoked certificate would be called good by nobody in particular."""
        agency.simulator.faults.set(Fault(mode=mode))
        answer = read_ocsp(await self.status(agency))
        with pytest.raises(Refused):
            answer.check_source(KEYS.issuing.certificate, (), NOW)

    async def test_list(self, agency: Agency) -> None:
        """A list that another has signed would hide a revocation."""
        agency.simulator.faults.set(Fault(mode="wrong-signature"))
        issuer = bytes.fromhex(agency.subjects["issuer"])
        found = read_crl(await agency.open().revocation_list(issuer))
        with pytest.raises(Refused):
            found.check_source(x509.load_der_x509_certificate(issuer), (), NOW)

    async def test_rolled_over(self, agency: Agency, browser: httpx.AsyncClient) -> None:
        """A responder with a new key of the same authority is believed at once."""
        before = read_ocsp(await self.status(agency))
        await browser.post(f"{agency.url}/_manage/roll-over")
        after = read_ocsp(await self.status(agency))
        assert before.response.certificates != after.response.certificates
        after.check_source(KEYS.issuing.certificate, (), NOW)

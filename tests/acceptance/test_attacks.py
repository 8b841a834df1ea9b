"""Forged, replayed and uninvited messages at the real door: refused, and nobody is asked."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

from hub.store.agencies import rotate
from hub.store.database import connect
from signing.verify.wss import FAULTS
from simulators.notary_offices.client import NotaryOffice
from tests.acceptance.conftest import House, StandIns
from tests.acceptance.house import hub
from tests.acceptance.parties import NOTARIES, OTHERS, RETIRING, TAX, Deed, Keyring, new_message_id
from tests.acceptance.records import tally
from tests.acceptance.refusals import refusal
from tests.conformance.wss.corpus import NAMES, Desk, Identity, forgery

STRANGERS = "strangers"
_AT_THE_DOOR = {
    "hundred-megabytes-in-the-body": "request.too-large",
    "soap-version-switched": "request.content-type",
}
"""What the door sees by HTTP alone, before the corpus's own code has its turn."""


def identity(keys: Keyring, name: str) -> Identity:
    """Return the key ``name`` as the forger's desk has it."""
    files = keys.key(name)
    key = load_pem_private_key(files.key.read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    certificate = x509.load_pem_x509_certificate(files.certificate.read_bytes())
    return Identity(key, certificate.public_bytes(Encoding.DER))


@pytest.fixture
def desk(office: NotaryOffice, keys: Keyring) -> Desk:
    """Give a forger one well signed inquiry and everybody's keys, his own among them."""
    weak = rsa.generate_private_key(65537, 1024)  # noqa: S505 - a forger's key
    sender, stranger = identity(keys, NOTARIES), identity(keys, STRANGERS)
    signed = office.build("InquireDebt", new_message_id(), **Deed().fields())
    return Desk(
        signed=signed,
        now=datetime.now(UTC),
        sender=sender,
        other=identity(keys, OTHERS),
        stranger=stranger,
        weak=Identity(weak, stranger.cert),
    )


def test_every_forgery_is_refused_and_reaches_nobody(
    desk: Desk, office: NotaryOffice, house: House, agencies: StandIns
) -> None:
    """A message nobody signed would open a case in somebody's name, or take the hub down."""
    before, wrong = tally(house.settings.database_url), {}
    for name in NAMES:
        made = forgery(name, desk)
        told = refusal(office.post("InquireDebt", made.octets))
        expected = _AT_THE_DOOR.get(name, made.code)
        fault = str(FAULTS[expected]) if expected in FAULTS else told.fault
        if (told.code, told.fault) != (expected, fault):
            wrong[name] = (told.code, told.fault, expected)
    assert not wrong
    assert (tally(house.settings.database_url), agencies.calls()) == (before, 0)
    assert office.inquire(**Deed().fields()).value.State == "answered"


def test_a_replay_is_refused_by_every_process(
    house: House, notary: NotaryOffice, agencies: StandIns, tmp_path: Path
) -> None:
    """A recorded message would be taken by the process that has not seen it."""
    shared = house.settings.model_copy(update={"public_url": house.origin})
    request = notary.build("InquireDebt", new_message_id(), **Deed().fields())
    with hub(shared, tmp_path / "log") as (origin, _), house.keys.office(origin) as beside:
        assert notary.post("InquireDebt", request).status_code == 200
        before, asked = tally(shared.database_url), agencies.calls()
        for office in (beside, notary):
            told = refusal(office.post("InquireDebt", request))
            assert (told.status, told.code) == (500, "message.replayed")
    assert (tally(shared.database_url), agencies.calls()) == (before, asked)


def test_a_recorded_message_is_not_taken_by_another_address(
    house: House, notary: NotaryOffice, tmp_path: Path
) -> None:
    """A message signed for one deployment would be obeyed by another with the same register."""
    request = notary.build("InquireDebt", new_message_id(), **Deed().fields())
    with hub(house.settings, tmp_path / "log") as (origin, _), house.keys.office(origin) as other:
        told = refusal(other.post("InquireDebt", request))
    assert (told.code, told.field, told.rule) == ("request.addressee", "To", "addressing.to")


@pytest.mark.parametrize(
    ("name", "code", "kept"),
    [(STRANGERS, "wss.unknown-certificate", 0), (TAX, "agreement.none", 1)],
)
def test_who_has_no_right_to_ask_is_told_so(
    name: str, code: str, kept: int, house: House, agencies: StandIns
) -> None:
    """Anybody with a certificate of the same root could read what an employer owes.

    Of who is known, and tries, there is evidence.
    """
    before = tally(house.settings.database_url)
    with house.office(name) as office:
        request = office.build("InquireDebt", new_message_id(), **Deed().fields())
        told = refusal(office.post("InquireDebt", request))
    assert told.code == code
    after = replace(before, refused=before.refused + kept)
    assert (tally(house.settings.database_url), agencies.calls()) == (after, 0)


def test_a_case_is_shown_to_its_own_consumer_only(house: House, notary: NotaryOffice) -> None:
    """One office could read another's answers by their case numbers."""
    case = notary.inquire(**Deed().fields()).value.CaseId
    with house.office(OTHERS) as other:
        request = other.build("GetAnswer", new_message_id(), CaseId=case)
        told = refusal(other.post("GetAnswer", request))
    assert (told.code, told.field, told.rule) == ("case.unknown", "CaseId", "case.not-yours")
    assert notary.get_answer(CaseId=case).value.State == "answered"


def test_one_message_id_names_one_request(notary: NotaryOffice, house: House) -> None:
    """An answer to one inquiry would be given for another."""
    message_id = new_message_id()
    notary.inquire(message_id, **Deed().fields())
    before = tally(house.settings.database_url)
    request = notary.build("InquireDebt", message_id, **Deed().fields())
    told = refusal(notary.post("InquireDebt", request))
    assert told.code == "message.id-reused"
    assert tally(house.settings.database_url) == before


def test_a_retired_certificate_no_longer_holds(house: House, tmp_path: Path) -> None:
    """A stolen key would go on signing after its owner has changed it."""
    keys, url, now = house.keys, house.settings.database_url, datetime.now(UTC)
    old, new = RETIRING, "retiring-offices-new"
    with keys.office(house.origin, old) as office:
        assert office.inquire(**Deed().fields()).value.State == "answered"
    with connect(url) as connection:
        rotate(
            connection,
            code=old,
            certificate=identity(keys, new).cert,
            now=now,
            retire_at=now,
        )
    with hub(house.settings, tmp_path / "log") as (origin, _):
        with keys.office(origin, old) as office:
            request = office.build("InquireDebt", new_message_id(), **Deed().fields())
            assert refusal(office.post("InquireDebt", request)).code == "wss.unknown-certificate"
        with keys.office(origin, new) as office:
            assert office.inquire(**Deed().fields()).value.State == "answered"

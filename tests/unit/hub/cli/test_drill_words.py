"""Every type of certificate is issued anew in the words of the duty that issued it."""

from datetime import timedelta

import pytest

from hub.cli.drill import _REISSUES
from schemas.canonical.certificate import Certificate, CertificateType, certificate_number
from signing.profile import prepare
from tests.vectors.certificates.samples import (
    ISSUED_ON,
    NOW,
    card_clearance,
    card_statement,
    clearance,
    contract_clearance,
    contract_statement,
    refusal,
    statement,
)

DOCUMENTS = [
    clearance(),
    statement(),
    card_clearance(),
    card_statement(),
    refusal(),
    contract_clearance(),
    contract_statement(),
]


def test_every_type_can_be_issued_anew() -> None:
    """A drill would stop at the first certificate of a type that nobody thought of."""
    assert _REISSUES.keys() == set(CertificateType)


@pytest.mark.parametrize("old", DOCUMENTS, ids=lambda one: one.number)
def test_in_the_words_of_its_duty(old: Certificate) -> None:
    """A chamber would be told to proceed with a deed, or a notary to renew a card."""
    number = certificate_number(old.type, ISSUED_ON, 999)
    anew = _REISSUES[old.type](old, number, NOW + timedelta(days=1))
    assert prepare(anew).number == number
    applied = len(old.subject.participants) == 1
    assert ("معامله" in anew.deed_text) is (old.type is statement().type and not applied)
    assert ("استعلام تازه" in anew.deed_text) is (old.type is statement().type and applied)

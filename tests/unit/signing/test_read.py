"""A certificate's words out of its XML are the words that went into it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.canonical.certificate import Certificate, Fact, Participant, Role, Subject
from schemas.canonical.decision import Reason
from schemas.canonical.person import LegalParty, NaturalParty
from schemas.xml import parse
from signing.profile import prepare
from signing.read import read_certificate
from signing.render import render_certificate
from signing.xades import sign
from tests.vectors.certificates.samples import (
    NOW,
    clearance,
    contract_clearance,
    contract_statement,
    legal,
    natural,
    pki,
    statement,
)

TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co"]), min_size=1
)


@pytest.mark.parametrize(
    "certificate",
    [clearance(), statement(), contract_clearance(), contract_statement()],
    ids=["clearance", "statement", "contract-clearance", "contract-statement"],
)
def test_a_signed_certificate_is_read_as_it_was_written(certificate: Certificate) -> None:
    """A re-issued certificate would say something else than the one it replaces."""
    signed = sign(prepare(certificate), pki().signer, NOW)
    assert read_certificate(parse(signed.xml)) == certificate


@given(
    TEXT, TEXT, st.integers(0, 2**63 - 1), st.one_of(st.none(), TEXT), st.one_of(st.none(), TEXT)
)
def test_whatever_its_texts_and_names_are(
    text: str, name: str, amount: int, given_name: str | None, firm: str | None
) -> None:
    """A name with a mark in it would be read as another name."""
    parties = (
        Participant(Role.TRANSFEROR, replace(natural(), given_name=given_name)),
        Participant(Role.TRANSFEREE, replace(legal(), name=firm)),
    )
    written = replace(
        clearance(),
        subject=Subject(parties, clearance().subject.workshop, name),
        facts=(Fact("some.word", text, "an_agency", NOW), *statement().facts),
        reasons=(Reason("one", "37", text, name), Reason("two", "37", name, text)),
        deed_text=text,
    )
    facts = (*written.facts[:-1], replace(written.facts[-1], value=amount))
    written = replace(written, facts=facts)
    assert read_certificate(parse(render_certificate(written).encode())) == written


def test_both_kinds_of_parties_are_what_they_were() -> None:
    """A firm would be read as a person."""
    read = read_certificate(parse(render_certificate(clearance()).encode()))
    kinds = [type(one.party) for one in read.subject.participants]
    assert kinds == [NaturalParty, LegalParty]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<Decision>GRANTED</Decision>", ""),
        ("GRANTED", "PERHAPS"),
        ("+03:30</Issued>", "</Issued>"),
        (clearance().number, clearance().number[:-1]),
    ],
)
def test_words_that_no_certificate_has_are_an_error(old: str, new: str) -> None:
    """Half a certificate would be issued anew."""
    written = render_certificate(clearance())
    assert old in written
    with pytest.raises(ValueError, match=r"."):
        read_certificate(parse(written.replace(old, new).encode()))


def test_instants_are_the_same_instants() -> None:
    """A certificate's validity would move with a reader's time zone."""
    written = replace(clearance(), valid_until=NOW + timedelta(days=3))
    read = read_certificate(parse(render_certificate(written).encode()))
    assert (read.issued, read.valid_until) == (NOW, NOW + timedelta(days=3))

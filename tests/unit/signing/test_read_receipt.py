"""A receipt's words out of its XML are the words that went into it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.sharing.results import Outcome
from schemas.canonical.disclosure import (
    SHARED_CONTRACTS,
    Asked,
    Basis,
    Disclosed,
    Telling,
    acknowledged_subject,
    lines_subject,
    positions_subject,
    version_subject,
)
from schemas.canonical.receipt import Receipt, ReceiptState
from schemas.xml import XmlRefused
from signing.profile import prepare_receipt
from signing.render import render_receipt
from signing.verify.receipt import read_receipt
from signing.xades import sign
from tests.vectors.certificates.receipts import BASIS, BEFORE, RECEIPTS, lookup_receipt
from tests.vectors.certificates.samples import NOW, pki, receipt

ZONES = (UTC, timezone(timedelta(hours=3, minutes=30)), timezone(timedelta(hours=-7)))
INSTANTS = st.builds(
    lambda second, zone: datetime.fromtimestamp(second, zone),
    st.integers(1_700_000_000, 2_500_000_000),
    st.sampled_from(ZONES),
)
LETTERS = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=9)
FIELDS = st.builds("{}.{}_{}".format, LETTERS, LETTERS, LETTERS)
WORDS = st.builds("{}-{}7".format, LETTERS, LETTERS)
TEXTS = st.text(
    st.one_of(
        st.sampled_from("&<>\"'\t\n\u200cيیكک۱"),
        st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co"]),
    ),
    min_size=1,
    max_size=60,
)
DIGESTS = st.binary(min_size=32, max_size=32)
COUNTS = st.integers(0, 10**18)
OCIDS = st.from_regex("ocds-[a-z0-9]{6}-[1-9]{1,9}", fullmatch=True)
SUBJECTS = st.one_of(
    DIGESTS.map(lambda one: f"sha256:{one.hex()}"),
    st.just(SHARED_CONTRACTS),
    st.builds(
        version_subject,
        st.from_regex("ocds-[a-z0-9]{6}-[1-9]{1,9}", fullmatch=True),
        st.integers(1, 2**31),
    ),
    st.builds(positions_subject, COUNTS, COUNTS),
    st.builds(acknowledged_subject, COUNTS),
    st.builds(
        lines_subject,
        COUNTS,
        COUNTS,
        st.dictionaries(st.sampled_from([*Outcome]), COUNTS, min_size=1),
    ),
)
FORMS = st.sampled_from(["whole", "masked", "yes-no", "age-band"])


@st.composite
def disclosures(draw: st.DrawFn, *, telling: st.SearchStrategy[Telling]) -> Disclosed:
    """Draw a disclosure that keeps the profile."""
    outcome = draw(telling)
    refused = outcome is Telling.REFUSED
    basis = st.builds(Basis, DIGESTS, TEXTS)
    names = draw(st.lists(FIELDS, max_size=6, unique=True))
    cut = draw(st.integers(0, len(names))) if outcome is Telling.TOLD else 0
    asked = Asked(
        provider=draw(LETTERS),
        subject=draw(SUBJECTS),
        task_kind=draw(st.sampled_from(["service", "use_case"])),
        task=draw(WORDS),
        purpose=draw(WORDS),
        basis=draw(st.none() | basis if refused else basis),
        fields=tuple(draw(st.lists(FIELDS, max_size=3, unique=True))),
    )
    return Disclosed(
        asked=asked,
        outcome=outcome,
        told={name: draw(FORMS) for name in names[:cut]},
        withheld=tuple(names[cut:]),
        as_of=draw(st.none() | INSTANTS),
        reason=draw(WORDS) if refused else None,
    )


@st.composite
def receipts(draw: st.DrawFn) -> Receipt:
    """Draw a receipt that keeps the profile: a case's or a lookup's, in any of its states."""
    case = draw(st.none() | st.uuids())
    silent = ReceiptState.PENDING if case else ReceiptState.UNANSWERED
    state = draw(st.sampled_from([ReceiptState.ANSWERED, silent]))
    told = [*Telling] if case or state is ReceiptState.ANSWERED else [Telling.SILENT]
    answer = DIGESTS if state is ReceiptState.ANSWERED else st.none()
    received = draw(INSTANTS)
    return Receipt(
        id=draw(st.uuids()),
        hub=draw(WORDS),
        consumer=draw(WORDS),
        message_id=draw(TEXTS),
        case_id=case,
        operation=draw(WORDS),
        request_digest=draw(DIGESTS),
        answer_digest=draw(answer),
        received_at=received,
        due_at=received + timedelta(days=draw(st.integers(1, 40))) if case else None,
        answered_at=received + timedelta(seconds=draw(st.integers(0, 10**6))),
        state=state,
        disclosed=tuple(
            draw(
                st.lists(
                    disclosures(telling=st.sampled_from(told)),
                    max_size=3,
                    unique_by=lambda one: one.asked.subject,
                )
            )
        ),
    )


@settings(max_examples=200, deadline=None)
@given(receipts())
def test_whatever_is_written_is_read_as_it_was(written: Receipt) -> None:
    """The register would be found to differ from receipts that say the same, or be missed."""
    assert read_receipt(prepare_receipt(written).xml) == written


@pytest.mark.parametrize("name", RECEIPTS)
def test_a_signed_receipt_is_read_as_it_was_written(name: str) -> None:
    """What is kept has a signature in it, which would get in the way."""
    signed = sign(prepare_receipt(RECEIPTS[name]), pki().signer, NOW)
    assert read_receipt(signed.xml) == RECEIPTS[name]


@pytest.mark.parametrize("state", [ReceiptState.ANSWERED, ReceiptState.PENDING])
def test_a_receipt_of_before_is_read(state: ReceiptState) -> None:
    """The check of the register would stop at the first receipt of last year."""
    assert read_receipt((BEFORE / f"{state}.xml").read_bytes()) == receipt(state)


def test_parts_of_a_second_are_not_written() -> None:
    """A reader would take the receipt's instant for the register's, to the microsecond."""
    fine = replace(lookup_receipt(), answered_at=NOW + timedelta(microseconds=700_000))
    assert read_receipt(prepare_receipt(fine).xml).answered_at == NOW


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<State>answered", "<State>perhaps"),
        ("<Outcome>told", "<Outcome>whispered"),
        ("<Service>registration</Service>", ""),
        ("<Hub>peyvand</Hub>", ""),
        ("T12:00:00+03:30</AnsweredAt>", "T24:00:00+03:30</AnsweredAt>"),
        ("T11:58:00+03:30</AsOf>", "T24:00:00+03:30</AsOf>"),
        ("+03:30</AnsweredAt>", "</AnsweredAt>"),
        ("<Agreement>60", "<Agreement>zz"),
        (f"<Article>{BASIS.article}</Article>", ""),
        ("<Number>0", "<Number>x"),
        ('"urn:peyvand:receipt:1"', '"urn:peyvand:receipt:2"'),
    ],
)
def test_words_that_no_receipt_has_are_an_error(old: str, new: str) -> None:
    """Half a receipt would be held against the register."""
    written = render_receipt(lookup_receipt())
    assert old in written
    with pytest.raises(ValueError, match=r"."):
        read_receipt(written.replace(old, new, 1).encode())


def test_what_is_no_xml_is_refused() -> None:
    """A damaged row of the evidence would be a traceback of another kind."""
    with pytest.raises(XmlRefused):
        read_receipt(b"rubbish")

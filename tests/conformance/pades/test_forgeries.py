"""What people and attackers do to a signed PDF, each with the check that finds it.

The incremental-saving, shadow and signature-wrapping attacks on PDF (Mainka, Mladenov and others,
2019 and 2021) are here by what they do to the file.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from pyhanko.pdf_utils.generic import StreamObject

from schemas.canonical.validation import Level, ValidationData
from signing.pades import add_validation_data, prepare_timestamp, sign_pdf
from signing.pades.update import Update
from signing.page.render import render
from signing.profile import prepare
from signing.verify.pdf import twin_digest_of, verify_pdf
from signing.verify.report import Indication, Report, SubIndication
from signing.xades import sign
from tests.conformance.pades import forged
from tests.conformance.pades.forms import (
    ARCHIVED,
    LATER,
    PROVEN,
    forms,
    other_page,
    policy,
    stamp,
)
from tests.kit.pki import other_world, world
from tests.vectors.certificates.samples import NOW, clearance

FORMAT = SubIndication.FORMAT_FAILURE
ISSUED = forms().by_level[Level.B_B]
STAMPED = forms().by_level[Level.B_T]
LASTING = forms().by_level[Level.B_LT]


def judged(data: bytes) -> Report:
    return verify_pdf(data, policy=policy(), at=LATER)


def outcome(data: bytes) -> tuple[str, SubIndication | None]:
    """Return the check that failed, with its detail, and the sub-indication."""
    report = judged(data)
    assert not report.ok
    assert report.indication is not Indication.TOTAL_PASSED
    assert report.number is None
    assert not report.facts
    last = report.checks[-1]
    return f"{last.name} {last.detail}", report.sub_indication


@pytest.mark.parametrize("level", list(Level))
def test_the_untouched_passes(level: Level) -> None:
    """The tests below would refuse for another reason than the one they name."""
    report = judged(forms().by_level[level])
    assert report.ok, report.checks[-1]
    assert report.indication is Indication.TOTAL_PASSED
    assert report.found
    assert report.found.level is level
    assert (report.found.proven_at is None) == (level is Level.B_B)


UPDATES: list[tuple[bytes, forged.Change, str]] = [
    (ISSUED, forged.add_page, "revisions not-an-addition"),
    (ISSUED, forged.swap_page, "revisions not-an-addition"),
    (ISSUED, forged.redraw_page, "revisions not-an-addition"),
    (ISSUED, forged.add_annotation, "revisions not-an-addition"),
    (ISSUED, forged.add_script, "revisions not-an-addition"),
    (ISSUED, forged.add_text_field, "revisions not-an-addition"),
    (ISSUED, forged.give_signature_an_appearance, "revisions not-an-addition"),
    (ISSUED, forged.swap_attachment, "revisions not-an-addition"),
    (ISSUED, forged.move_the_catalog, "revisions trailer"),
    (STAMPED, forged.stuff_the_store, "revisions other-objects"),
    (LASTING, forged.keep_something_else_in_the_store, "revisions security-store"),
    (LASTING, forged.empty_the_store, "revisions security-store"),
    (STAMPED, forged.show_the_stamp, "revisions not-an-addition"),
    (LASTING, forged.swap_page, "revisions other-objects"),
]


@pytest.mark.parametrize(
    ("pdf", "change", "expected"), UPDATES, ids=[one.__name__ for _, one, _ in UPDATES]
)
def test_an_update_that_changes_the_document(
    pdf: bytes, change: forged.Change, expected: str
) -> None:
    """The paper would show what nobody signed (incremental-saving and shadow attacks)."""
    assert outcome(forged.updated(pdf, change)) == (expected, FORMAT)


def test_an_update_that_makes_the_objects_fewer() -> None:
    """Readers regard objects beyond the trailer's Size as missing: pages would lose content."""
    start, end = LASTING.rindex(b"/Size ") + 6, LASTING.index(b"\n", LASTING.rindex(b"/Size "))
    fewer = LASTING[:start] + b"9".rjust(end - start, b"0") + LASTING[end:]
    assert outcome(fewer) == ("revisions trailer", FORMAT)


def test_an_update_whose_table_leads_into_the_signed_octets() -> None:
    """An old object could come back under a new number, or another one in its place."""
    store = max(re.findall(rb"\n(\d{10}) 00000 n", LASTING[len(STAMPED) :]))
    early = b"%010d" % ISSUED.index(b"1 0 obj")
    moved = LASTING[: len(STAMPED)] + LASTING[len(STAMPED) :].replace(store, early)
    check, sub = outcome(moved)
    assert check in {"well-formed missing-object", "revisions stray-octets"}
    assert sub is FORMAT


def test_an_update_that_frees_an_object() -> None:
    """A page or the attachment could be taken out of the document."""
    freed = LASTING[: len(STAMPED)] + LASTING[len(STAMPED) :].replace(
        b"xref\n0 1\n0000000000 65535 f \n", b"xref\n1 1\n0000000000 65535 f \n"
    )
    assert outcome(freed) == ("revisions object-removed", FORMAT)


def test_octets_between_the_objects_of_an_update() -> None:
    """A reader that repairs files would find objects that the table does not name."""
    later = LASTING[len(STAMPED) :].replace(b"\nendobj\n", b"\nendobj %hidden\n", 1)
    check, _ = outcome(LASTING[: len(STAMPED)] + later)
    assert check.split()[0] in {"well-formed", "revisions"}


@pytest.mark.parametrize("save", [forged.saved_by_pdfium, forged.saved_by_pyhanko])
def test_saved_again_after_signing(save: Callable[[bytes], bytes]) -> None:
    """A document that another program has written anew would count as ours."""
    check, sub = outcome(save(ISSUED))
    assert check.split()[0] in {"well-formed", "one-signature", "revisions"}
    assert sub is FORMAT


def test_a_second_signature_by_a_stranger() -> None:
    """A stranger's name would stand on a certificate of ours."""
    stranger = forged.countersigned(ISSUED, other_world().signer)
    assert outcome(stranger) == ("one-signature more-than-one", FORMAT)
    ours = forged.countersigned(ISSUED, world().signer)
    assert outcome(ours) == ("one-signature more-than-one", FORMAT)


def test_no_signature_at_all() -> None:
    """The bare page would count as a certificate."""
    assert outcome(forms().page) == ("one-signature missing", FORMAT)


def test_signed_by_a_stranger() -> None:
    """Anybody could sign the page of a certificate."""
    data = sign_pdf(forms().page, other_world().signer, NOW)
    assert outcome(data) == ("chain no-trust-anchor", SubIndication.NO_CERTIFICATE_CHAIN_FOUND)


def test_signed_by_another_organisation_under_the_same_root() -> None:
    """Whoever holds a certificate of the national authority could issue ours."""
    other = world().issue("Somebody else").signer()
    data = sign_pdf(forms().page, other, NOW)
    expected = ("attachment another-organisation", SubIndication.SIG_CONSTRAINTS_FAILURE)
    assert outcome(data) == expected


def test_one_page_swapped_inside() -> None:
    """A page of one certificate would stand in another."""
    ours = max(re.findall(rb"stream\n(.*?)endstream", ISSUED, re.DOTALL), key=len)
    theirs = max(re.findall(rb"stream\n(.*?)endstream", other_page(), re.DOTALL), key=len)
    swapped = ISSUED.replace(ours, theirs[: len(ours)].ljust(len(ours), b"\0"), 1)
    assert swapped != ISSUED
    assert outcome(swapped) == ("digest content", SubIndication.HASH_FAILURE)


def test_the_attachment_changed_inside() -> None:
    """The XML would be another than the one that was signed into the PDF."""
    place = ISSUED.index(b"/Type/EmbeddedFile")
    start = ISSUED.index(b"stream\n", place) + 40
    changed = ISSUED[:start] + bytes([ISSUED[start] ^ 1]) + ISSUED[start + 1 :]
    assert outcome(changed) == ("digest content", SubIndication.HASH_FAILURE)


def test_the_xml_of_a_stranger_under_our_signature() -> None:
    """A signer who is deceived into signing a stranger's XML would make it ours."""
    strange = sign(prepare(clearance()), other_world().signer, NOW).xml
    data = sign_pdf(render(strange, "PV1:" + "A" * 300), world().signer, NOW)
    expected = ("attachment chain", SubIndication.NO_CERTIFICATE_CHAIN_FOUND)
    assert outcome(data) == expected


def test_a_tampered_xml_under_our_signature() -> None:
    """The PDF would vouch for facts that the XML's own signature does not."""
    tampered = forms().xml.replace("نمونه".encode(), "نمونا".encode())
    data = sign_pdf(render(tampered, "PV1:" + "A" * 300), world().signer, NOW)
    assert outcome(data) == ("attachment digest", SubIndication.HASH_FAILURE)


def test_the_page_of_another_certificate_around_our_xml() -> None:
    """The paper would say one thing, and the XML within it another."""
    number, other = b"37-1405-0000000123", b"37-1405-0000000999"
    assert number in forms().xml
    page = render(forms().xml.replace(number, other), "PV1:" + "A" * 300)
    data = sign_pdf(_with_attachment(page, forms().xml), world().signer, NOW)
    assert outcome(data)[0].startswith("twin ")


def _with_attachment(page: bytes, xml: bytes) -> bytes:
    """Return ``page`` with ``xml`` attached in the place of its own."""

    def change(update: Update) -> None:
        stream = update.root["/Names"]["/EmbeddedFiles"]["/Names"][1]["/EF"].raw_get("/F")
        update.objects[(0, stream.idnum)] = StreamObject(stream_data=xml)

    return forged.updated(page, change)


@pytest.mark.parametrize("cut", [1, 2, 7, 100, 1_000, 50_000])
def test_truncated(cut: int) -> None:
    """A file that was not sent whole would count as whole."""
    check, sub = outcome(ISSUED[:-cut])
    assert (check, sub) == ("well-formed truncated", FORMAT) or cut == 1


def test_cut_back_to_an_earlier_level_still_passes_as_that() -> None:
    """A reader would refuse a document that is whole, only younger."""
    report = judged(STAMPED[: len(ISSUED)])
    assert report.found
    assert report.found.level is Level.B_B


@pytest.mark.parametrize("tail", [b"x", b"%%EOF\n", b"\n\n%PDF-1.7\n", bytes(2_000)])
def test_octets_behind_the_end(tail: bytes) -> None:
    """Something would hide behind the document."""
    check, sub = outcome(ISSUED + tail)
    assert check in {"well-formed octets-behind-the-end", "well-formed truncated"}
    assert sub is FORMAT


def test_contents_padded_with_other_data() -> None:
    """Data would hide in the one place that no signature covers."""
    start = STAMPED.rindex(b"/Contents <") + len(b"/Contents <")
    end = STAMPED.index(b">", start)
    assert STAMPED[end - 8 : end] == b"00000000"
    for padding in (b"41", b"0A"):
        padded = STAMPED[: end - 2] + padding + STAMPED[end:]
        assert outcome(padded) == ("revisions contents", FORMAT)


def test_the_same_contents_in_another_spelling() -> None:
    """An octet of the signed file could change with no check to notice it."""
    start = ISSUED.index(b"/Contents <") + len(b"/Contents <")
    end = ISSUED.index(b">", start)
    lower = ISSUED[:start] + ISSUED[start:end].lower() + ISSUED[end:]
    assert outcome(lower) == ("revisions contents", FORMAT)


@pytest.mark.parametrize(
    "spoiled",
    [
        lambda a, b, c: (0, a - 2, b, c),
        lambda a, b, c: (0, a, b + 2, c - 2),
        lambda a, b, c: (0, a, b, c - 1),
        lambda a, b, c: (1, a - 1, b, c),
        lambda a, b, c: (0, 0, b, c),
    ],
)
def test_a_gap_in_the_byte_range(spoiled: Callable[..., tuple[int, ...]]) -> None:
    """Octets outside the range could say anything (signature-wrapping attacks)."""
    found = re.search(rb"/ByteRange \[0 (\d+) (\d+) (\d+)\] *", ISSUED)
    assert found
    numbers = spoiled(*map(int, found.groups()))
    text = b"/ByteRange [%d %d %d %d]" % numbers
    data = ISSUED.replace(found[0], text.ljust(len(found[0])))
    assert outcome(data) == ("revisions byte-range", FORMAT)


def test_a_time_stamp_of_an_untrusted_authority() -> None:
    """Anybody's clock would prove when a certificate was signed."""
    pending = prepare_timestamp(ISSUED)
    data = pending.finish(other_world().token(pending.digest, NOW))
    check, sub = outcome(data)
    assert check == "timestamp no-trust-anchor"
    assert sub is SubIndication.NO_CERTIFICATE_CHAIN_FOUND


def test_a_time_stamp_over_something_else() -> None:
    """A token of another document would serve this one."""
    pending = prepare_timestamp(ISSUED)
    data = pending.finish(world().token(bytes(32), NOW))
    assert outcome(data) == ("timestamp imprint", SubIndication.HASH_FAILURE)


def test_a_time_stamp_s_own_update_lays_a_note_over_the_page() -> None:
    """Whoever can ask an authority for a stamp could write over the page of a certificate."""
    for change in (
        forged.lay_a_note_in_the_field_s_place,
        forged.lay_a_note_under_another_number,
    ):
        covered = forged.stamped(ISSUED, change, world(), PROVEN)
        assert outcome(covered) == ("revisions annotation", FORMAT)
    assert judged(forged.stamped(ISSUED, forged.change_nothing, world(), PROVEN)).ok


def test_a_time_stamp_s_own_update_respells_the_page() -> None:
    """Readers that find no numbers in a page's size take another one, and cut it off."""
    respelled = forged.stamped(ISSUED, forged.spoil_the_size_of_the_page, world(), PROVEN)
    assert outcome(respelled) == ("revisions not-an-addition", FORMAT)


def test_no_token_in_its_place() -> None:
    """A prepared document that was never stamped would count as stamped."""
    assert outcome(prepare_timestamp(ISSUED).finish(b"")) == ("revisions contents", FORMAT)


def test_a_store_of_rubbish() -> None:
    """What is carried and not understood would be passed over."""
    data = add_validation_data(STAMPED, ValidationData(ocsp_responses=(b"no",)))
    assert outcome(data)[0].startswith("revocation ")


def test_a_store_of_too_much() -> None:
    """A verifier would be kept busy without end."""
    many = tuple(b"%d" % n for n in range(600))
    data = add_validation_data(STAMPED, ValidationData(certificates=many))
    assert outcome(data) == ("revisions security-store", FORMAT)


def test_revoked_before_it_was_stamped() -> None:
    """The key of a thief would sign as before."""
    at = NOW - timedelta(minutes=1)
    data = replace(
        world().validation_data(PROVEN),
        ocsp_responses=(world().ocsp(PROVEN, revoked_at=at), world().tsa_ocsp(PROVEN)),
    )
    check, sub = outcome(add_validation_data(STAMPED, data))
    assert (check, sub) == ("revocation signer-revoked", SubIndication.REVOKED_NO_POE)


def test_the_archive_stamp_outlives_the_signer() -> None:
    """A certificate would be worthless once its signer's own certificate has run out."""
    years = NOW + timedelta(days=3 * 365)
    kept = verify_pdf(forms().by_level[Level.B_LTA], policy=policy(), at=years)
    assert kept.indication is Indication.TOTAL_PASSED
    assert kept.checks[-1].name == "validity"
    bare = verify_pdf(ISSUED, policy=policy(), at=years)
    assert bare.sub_indication is SubIndication.OUT_OF_BOUNDS_NO_POE


def test_the_twin_digest_is_that_of_the_first_signed_form() -> None:
    """The XML would name a PDF that nobody ever gets, or one that changes every year."""
    digests = {twin_digest_of(one) for one in forms().by_level.values()}
    assert len(digests) == 1
    assert twin_digest_of(sign_pdf(other_page(), world().signer, NOW)) not in digests


def test_a_stamp_too_early_for_the_signature() -> None:
    """A clock that is wrong would prove a signature before it was made."""
    early = stamp(ISSUED, world(), NOW - timedelta(hours=1))
    assert outcome(early) == (
        "timestamp before-the-signature",
        SubIndication.TIMESTAMP_ORDER_FAILURE,
    )
    assert judged(stamp(LASTING, world(), ARCHIVED)).ok

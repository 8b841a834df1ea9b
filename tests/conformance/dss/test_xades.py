"""DSS passes what the hub issues at the level it claims, and fails what our verifier fails."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from lxml import etree

from schemas.canonical.validation import Level, ValidationData
from schemas.xml import parse
from signing.augment import add_archive_timestamp, add_validation_data, archive_imprint
from signing.keys.pki import KeyKind
from signing.verify import Policy, Report, verify_document
from tests.conformance.dss.bad import BAD, SOON
from tests.conformance.dss.judge import Verdict, needs_dss, validate
from tests.kit.forms import ARCHIVED, PROVEN, RENEWED, STAMPED, forms, stamper_data
from tests.kit.nodes import RESPONDER, TIMESTAMPS
from tests.kit.pki import NOW, other_world, world

pytestmark = needs_dss

KINDS: tuple[KeyKind, ...] = ("p256", "rsa3072")
DAY = timedelta(days=1)
JUDGED: Mapping[Level, datetime] = {
    Level.B_B: PROVEN,
    Level.B_T: SOON,
    Level.B_LT: SOON,
    Level.B_LTA: ARCHIVED + DAY,
}


@dataclass(frozen=True)
class Asked:
    """A document and what is known beside it."""

    xml: bytes
    at: datetime
    kind: KeyKind = "p256"
    given: ValidationData = field(default_factory=ValidationData)

    def of_dss(self, folder: Path) -> Verdict:
        """Return what DSS says."""
        document = folder / "document.xml"
        document.write_bytes(self.xml)
        return validate([document], world(self.kind).anchors, self.at, self.given)[0]

    def of_us(self) -> Report:
        """Return what the hub's verifier says."""
        policy = Policy(world(self.kind).anchors, self.given)
        return verify_document(self.xml, policy=policy, at=self.at)


def words(indication: str | None, sub: str | None) -> str:
    """Return a verdict as one line, spelled as the hub spells it."""
    first = (indication or "none").replace("TOTAL_", "TOTAL-")
    return f"{first} {sub}" if sub else first


def ours(report: Report) -> str:
    return words(report.indication.value, report.sub_indication)


def theirs(verdict: Verdict) -> str:
    return words(verdict.indication, verdict.sub_indication)


@pytest.mark.parametrize("level", Level)
@pytest.mark.parametrize("kind", KINDS)
def test_each_level_passes_as_what_it_is(kind: KeyKind, level: Level, tmp_path: Path) -> None:
    """A court's expert has this tool, not ours; below B-LT it is given what a verifier fetches."""
    given = world(kind).validation_data(PROVEN)
    lasting = level.rank >= Level.B_LT.rank
    asked = Asked(
        forms(kind).by_level[level], JUDGED[level], kind, ValidationData() if lasting else given
    )
    verdict, report = asked.of_dss(tmp_path), asked.of_us()
    assert (theirs(verdict), verdict.errors) == ("TOTAL-PASSED", ())
    assert verdict.level == f"XAdES-BASELINE-{level.removeprefix('B-')}"
    assert verdict.best_time == (JUDGED[level] if level is Level.B_B else STAMPED)
    assert set(verdict.timestamps) <= {"PASSED"}
    assert verdict.well_formed
    assert (ours(report), report.found and report.found.level) == ("TOTAL-PASSED", level)


def test_a_form_cut_out_of_an_envelope_passes(tmp_path: Path) -> None:
    """Certificates travel inside SOAP; every timestamp must hold where they come out."""
    scope = b'<h:C xmlns:h="urn:h" xmlns="urn:d" xmlns:xades141="urn:a">%s</h:C>'
    cut = etree.tostring(parse(scope % forms().renewed)[0], with_tail=False)
    verdict = Asked(cut, RENEWED + DAY).of_dss(tmp_path)
    assert theirs(verdict) == "TOTAL-PASSED"
    assert verdict.timestamps == ("PASSED",) * 3


def test_it_outlives_everyone_who_vouched_for_it(tmp_path: Path) -> None:
    """Seven years on signer, stamper and responder have all expired; a later stamper has not."""
    of, archived, at = world(), NOW + 1_800 * DAY, NOW + 2_500 * DAY
    new = {"starts": NOW + 1_700 * DAY, "ends": NOW + 3_600 * DAY}
    stamper, responder = of.issue("TSA 2", TIMESTAMPS, **new), of.issue("OCSP 2", RESPONDER, **new)
    xml = add_validation_data(forms().renewed, stamper_data(of, archived))
    token = of.token(archive_imprint(xml), archived, tsa=stamper)
    now = ValidationData(
        ocsp_responses=(of.ocsp(at, on=stamper, responder=responder),), crls=of.crls(at)[:1]
    )
    asked = Asked(add_archive_timestamp(xml, token), at, given=now)
    verdict, report = asked.of_dss(tmp_path), asked.of_us()
    assert theirs(verdict) == ours(report) == "TOTAL-PASSED"
    assert verdict.timestamps == ("PASSED",) * 4
    assert report.found is not None
    assert report.found.proven_at == verdict.best_time == STAMPED


@pytest.mark.parametrize("name", BAD)
def test_what_is_bad_is_bad_to_both(name: str, tmp_path: Path) -> None:
    """Where the two differ, the table says why; a further difference is a fault of one of them."""
    bad = BAD[name]
    asked = Asked(bad.build(), bad.at)
    verdict = asked.of_dss(tmp_path)
    assert ours(asked.of_us()) == bad.ours
    assert theirs(verdict) == (bad.theirs or bad.ours)
    assert not bad.stamps or verdict.timestamps == bad.stamps
    assert bool(bad.theirs) == bool(bad.why)


def test_a_strangers_root_is_no_anchor(tmp_path: Path) -> None:
    """A whole world of certificates, timestamps and answers proves nothing by itself."""
    document = tmp_path / "document.xml"
    document.write_bytes(forms().proven)
    verdict = validate([document], other_world().anchors, SOON)[0]
    report = verify_document(forms().proven, policy=Policy(other_world().anchors), at=SOON)
    assert theirs(verdict) == ours(report) == "INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND"


def test_what_it_cannot_read_it_says(tmp_path: Path) -> None:
    """A judge that takes silence for consent would pass an empty file."""
    document = tmp_path / "document.xml"
    for octets in (b"<a></a>", b"nothing of ours"):
        document.write_bytes(octets)
        verdict = validate([document], world().anchors, SOON)[0]
        assert verdict.refused
        assert not verdict.passed

"""What a page says of what was found: the verdict is never better than its worst finding."""

from dataclasses import replace
from datetime import timedelta

import pytest

from hub.web.desk import Entry, Judged, Judgement
from hub.web.language import Language
from hub.web.render import page
from hub.web.states import Tone
from hub.web.verdict import Outcome, outcome
from schemas.canonical.status import ReasonCode, State, Status
from schemas.canonical.validation import Level
from signing.verify.report import (
    PDF_CHECKS,
    SEAL_CHECKS,
    XML_CHECKS,
    Found,
    Refused,
    Report,
    SubIndication,
    report,
)
from signing.verify.together import Traits, traits_of
from tests.vectors.certificates.papers import LATER, NOW, papers
from tests.vectors.certificates.receipts import lookup_receipt

NUMBER = "37-1405-0000000123-1"
COURSES = {"certificate": XML_CHECKS, "pdf": PDF_CHECKS, "seal": SEAL_CHECKS}
STANDS = Entry(Status(State.ISSUED, NOW))
NOTES = {"revocation": "not-checked", "status": "not-checked"}


def reported(kind: str = "certificate", refused: Refused | None = None) -> Report:
    """Return a report on a document of ``kind``, good unless ``refused``."""
    facts = {"type": "article37", "decision": "GRANTED", "issued": NOW.isoformat()}
    found = Found(kind, NUMBER, facts, Level.B_T, "Signer", NOW, NOTES)
    return report(COURSES[kind], kind, found, refused)


def judged(
    kind: str = "certificate",
    *,
    refused: Refused | None = None,
    entry: Entry | None = STANDS,
    name: str = "a.xml",
) -> Judged:
    """Return a document that was judged, with what the register says of it."""
    return Judged(name, reported(kind, refused), traits=_traits(), entry=entry)


def told(*documents: Judged, apart: Refused | None = None) -> Outcome:
    """Return what the English page says."""
    return outcome(Judgement(LATER, documents, apart), Language.EN)


def shown(of: Outcome) -> str:
    """Return the page as text."""
    return bytes(
        page("report.html", Language.EN, here="", outcome=of, asked_at="now").body
    ).decode()


def _traits() -> Traits:
    return traits_of(papers().xml)


@pytest.mark.parametrize("kind", COURSES)
def test_what_passes_and_stands_is_valid(kind: str) -> None:
    """A good certificate would be turned away."""
    found = told(judged(kind))
    assert (found.tone, found.title) == (Tone.GOOD, "Valid")
    assert found.cards[0].checks[-1].text == "The register has this very document as standing"


def test_a_seal_is_never_called_enough() -> None:
    """A forger would print a genuine code on a paper of his own, and the page call it good."""
    assert "can be forged" in told(judged("seal")).advice


@pytest.mark.parametrize(
    ("entry", "tone", "word"),
    [
        (Entry(Status(State.REVOKED, NOW, ReasonCode.FRAUD)), Tone.BAD, "revoked"),
        (Entry(Status(State.SUSPENDED, NOW)), Tone.BAD, "suspended"),
        (Entry(Status(State.SUPERSEDED, NOW)), Tone.BAD, "taken its place"),
        (Entry(Status(State.EXPIRED, NOW)), Tone.BAD, "ended"),
        (Entry(Status(State.ISSUED, NOW), differs=True), Tone.BAD, "another document"),
        (Entry(None), Tone.OPEN, "no certificate of this number"),
        (Entry(asked=False), Tone.OPEN, "cannot be asked"),
    ],
)
def test_a_right_signature_is_not_enough(entry: Entry, tone: Tone, word: str) -> None:
    """A revoked certificate, or one made with a stolen key, would be called valid."""
    found = told(judged(entry=entry))
    assert found.tone is tone
    assert word in found.why
    assert found.advice
    assert found.cards[0].checks[-1].mark != "passed"


@pytest.mark.parametrize(
    ("refused", "tone"),
    [
        (Refused("digest", "content"), Tone.BAD),
        (Refused("signature", "wrong"), Tone.BAD),
        (Refused("validity", "expired"), Tone.BAD),
        (Refused("chain", "no-trust-anchor", SubIndication.NO_CERTIFICATE_CHAIN_FOUND), Tone.OPEN),
        (Refused("revocation", "stale", SubIndication.TRY_LATER), Tone.OPEN),
    ],
)
def test_what_fails_is_told_with_its_reason(refused: Refused, tone: Tone) -> None:
    """A clerk would not know why, or rely on what is not proven."""
    found = told(judged(refused=refused))
    card = found.cards[0]
    assert found.tone is tone
    assert card.checks[-1].mark == "failed"
    assert card.stopped
    assert len(card.checks) == XML_CHECKS.index(refused.check) + 1
    assert refused.check in card.expert[2 if refused.sub_indication else 1].value


def test_no_fact_of_an_unproven_document_is_shown() -> None:
    """A forger's words would stand on a page of the Organization."""
    found = told(judged(refused=Refused("digest", "content")))
    assert found.cards[0].facts == ()
    assert NUMBER not in shown(found)


def test_facts_of_one_that_has_run_out_are_shown() -> None:
    """A clerk would not learn which certificate it is that has ended."""
    found = told(judged(refused=Refused("validity", "expired")))
    assert NUMBER in shown(found)


def test_a_check_that_had_nothing_to_check_gets_no_tick() -> None:
    """A page would claim that nobody revoked the signer, though nobody was asked."""
    marks = {line.text: line.mark for line in told(judged()).cards[0].checks}
    assert marks["It carries no revocation data of the signer's certificate"] == "skipped"


def test_the_worst_of_several_counts() -> None:
    """A forged PDF would hide behind its genuine XML."""
    bad = judged("pdf", refused=Refused("digest", "content"), name="b.pdf")
    open_ = Judged("c.png", None, "image")
    assert told(judged(), bad).tone is Tone.BAD
    assert told(judged(), open_).tone is Tone.OPEN
    assert told(open_, bad).tone is Tone.BAD
    assert told(judged(), judged("pdf")).advice.startswith("These documents agree")
    assert told(judged(), replace(judged("pdf"), traits=None)).advice == ""


def test_two_that_are_apart_are_not_valid_together() -> None:
    """The code of a good certificate, pasted onto another, would pass."""
    found = told(judged(), judged("seal"), apart=Refused("together", "number"))
    assert (found.tone, found.why) == (Tone.BAD, "They are certificates of different numbers.")


def test_what_is_no_document_of_ours_is_told_as_such() -> None:
    """A photograph would be called a forgery, or an error of the site."""
    found = told(Judged("a.png", None, "image"))
    assert (found.tone, found.why) == (Tone.OPEN, "This is an image.")
    assert found.cards[0].checks == ()


@pytest.mark.parametrize(
    ("language", "word"),
    [(Language.FA, "«نام» (کامل)"), (Language.EN, "person.given_name (whole)")],
)
def test_a_receipt_says_what_was_told(language: Language, word: str) -> None:
    """A person would see that somebody asked, but not what was told."""
    facts = {"state": "answered", "consumer": "notary-registry", "operation": "persons.lookup"}
    found = Found("receipt", NUMBER, facts, notes=NOTES, disclosed=lookup_receipt().disclosed)
    proven = Judged("r.xml", report(XML_CHECKS, "receipt", found, None))
    (card,) = outcome(Judgement(LATER, (proven,)), language).cards
    label = {Language.FA: "آنچه گفته شد", Language.EN: "What was told"}[language]
    said = [row.value for row in card.facts if row.label == label]
    assert len(said) == 3
    assert word in said[0]


def test_a_name_cannot_act_on_the_page() -> None:
    """A file's name would run as a script in the browser of who looks at the report."""
    text = shown(told(judged(name='<script>alert("x")</script>.xml')))
    assert "<script>alert" not in text
    assert "&lt;script&gt;" in text


def test_both_languages_have_the_same_page() -> None:
    """One of the two would lack a check or a fact."""
    entry = Entry(Status(State.SUPERSEDED, NOW + timedelta(hours=1), ReasonCode.CORRECTED))
    for one in (judged(entry=entry), judged(), Judged("a", None, "empty")):
        fa, en = (outcome(Judgement(LATER, (one,)), language) for language in Language)
        assert [len(card.checks) for card in fa.cards] == [len(card.checks) for card in en.cards]
        assert [len(card.facts) for card in fa.cards] == [len(card.facts) for card in en.cards]
        assert (fa.tone, len(fa.cards)) == (en.tone, len(en.cards))
        assert fa.why != en.why

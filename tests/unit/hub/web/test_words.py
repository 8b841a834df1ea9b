"""The fixed words of the pages: there in both languages for everything that can come up."""

import tomllib
from importlib.resources import files

import pytest

from hub.usecases.article38.paper.judge import Verdict
from hub.web.language import Language, words_in
from hub.web.verdict import said_of
from schemas.canonical.certificate import CertificateType
from schemas.canonical.decision import Outcome
from schemas.canonical.receipt import ReceiptState
from schemas.canonical.status import ReasonCode, State
from schemas.canonical.steps import DocumentKind
from signing.verify.report import (
    PDF_CHECKS,
    SEAL_CHECKS,
    XML_CHECKS,
    Indication,
    SubIndication,
)
from signing.verify.sentences import TOGETHER, UNREADABLE

TABLE = tomllib.loads((files("hub.web") / "words.toml").read_text("utf-8"))
SENTENCES = tomllib.loads((files("signing.verify") / "sentences.toml").read_text("utf-8"))
CHECKS = {*XML_CHECKS, *PDF_CHECKS, *SEAL_CHECKS}
STATES = {*State, "coming", "unknown"}
KINDS = {*DocumentKind, "pdf", "seal"}
NEEDED = {
    "check": (CHECKS - {"status"}) | {"register", "passed", "failed", "skipped"},
    "state": STATES,
    "meaning": STATES,
    "todo": STATES,
    "register": STATES | {"differs", "unasked"},
    "reason": {*ReasonCode},
    "kind": KINDS | {"none"},
    "valid": KINDS,
    "advice": KINDS,
    "value": {*CertificateType, *Outcome, *ReceiptState},
    "paper_verdict": {*Verdict},
    "paper_todo": {*Verdict},
    "indication": {*Indication, *SubIndication},
}


def test_every_word_stands_in_both_languages() -> None:
    """A page would be half Persian, half English, or blank in one place."""
    for section, entries in TABLE.items():
        for name, texts in entries.items():
            assert len(texts) == len(Language) == 2, (section, name)
            assert all(text.strip() for text in texts), (section, name)
            assert texts[0] != texts[1], (section, name)


def test_no_word_has_a_name_that_a_template_reads_otherwise() -> None:
    """A page would show a method of a dictionary instead of the word."""
    assert not [name for entries in TABLE.values() for name in entries if hasattr(dict, name)]


@pytest.mark.parametrize("section", NEEDED)
def test_everything_that_can_come_up_has_its_words(section: str) -> None:
    """A verdict that is seldom given would be an error page the first time it is."""
    assert NEEDED[section] <= TABLE[section].keys()


def test_placeholders_are_the_same_in_both_languages() -> None:
    """A date would lack its day in one language."""
    for entries in TABLE.values():
        for fa, en in entries.values():
            assert sorted(_placeholders(fa)) == sorted(_placeholders(en))


def test_a_page_never_speaks_of_options_and_files_of_the_command() -> None:
    """A clerk at a web page would be told to give --keys."""
    for check in CHECKS | {TOGETHER, UNREADABLE}:
        details = [name for name, value in SENTENCES[check].items() if isinstance(value, dict)]
        for detail in ("", *details):
            for language in Language:
                said = " ".join(said_of(check, detail, language))
                assert not [word for word in ("--", "trust.pem", "keys.json") if word in said]


def test_the_advice_of_a_detail_is_not_lost() -> None:
    """Somebody with a document of a revoked signer would be told to fetch it once more."""
    usual = said_of("revocation", "", Language.EN)[1]
    assert said_of("revocation", "stale", Language.EN)[1] == usual
    assert "do not rely" in said_of("revocation", "signer-issuer-revoked", Language.EN)[1].lower()
    assert "time-stamped" in said_of("revocation", "signer-revoked", Language.EN)[1]


def test_other_words_are_for_sentences_that_there_are() -> None:
    """A word put in for a sentence would never be read, and the wrong one stay."""
    for rule in (*TABLE["instead"], *TABLE["instead_said"]):
        check, _, detail = rule.partition(".")
        assert check in SENTENCES
        assert not detail or detail in SENTENCES[check]


def test_words_are_those_of_their_language() -> None:
    """The two languages would change places."""
    assert words_in(Language.FA)["verdict"]["valid"] == "معتبر است"
    assert words_in(Language.EN)["verdict"]["valid"] == "Valid"


def _placeholders(text: str) -> list[str]:
    return [part.partition("}")[0] for part in text.split("{")[1:]]

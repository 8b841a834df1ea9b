"""Every refusal has a sentence in two languages, and none repeats what a document says."""

import ast
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from tomllib import loads

import pytest

from signing.verify import anything
from signing.verify.report import PDF_CHECKS, SEAL_CHECKS, XML_CHECKS
from signing.verify.sentences import TOGETHER, UNREADABLE, sentence

ROOT = Path(__file__).parents[3] / "signing" / "verify"
TABLE = loads((files("signing.verify") / "sentences.toml").read_text("utf-8"))
CHECKS = sorted({*XML_CHECKS, *PDF_CHECKS, *SEAL_CHECKS, TOGETHER, UNREADABLE})
FIELDS = ("fa", "en", "do_fa", "do_en")


def literals(name: str) -> Iterator[list[object]]:
    """Yield the literal arguments of every ``name(...)`` in the sources of the verifier."""
    for path in (one for one in ROOT.rglob("*.py") if one.parent.name != "wss"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == name:
                yield [getattr(one, "value", None) for one in node.args]


@pytest.mark.parametrize("check", CHECKS)
def test_every_check_says_what_is_wrong_and_what_to_do(check: str) -> None:
    """A person would be shown a code word."""
    said = sentence(check, "a detail that nobody wrote a sentence for")
    assert all((said.fa, said.en, said.do_fa, said.do_en))
    assert set(TABLE[check]) >= set(FIELDS)


def test_every_check_that_is_raised_has_its_sentence() -> None:
    """A new check would be a traceback in front of a person."""
    raised = {words[0] for words in literals("Refused") if isinstance(words[0], str)}
    assert len(raised) > 15
    assert raised <= set(CHECKS)


def test_every_file_that_is_something_else_has_its_sentence() -> None:
    """A person would not be told what to bring instead."""
    assert set(anything._FOREIGN.values()) <= set(TABLE[UNREADABLE])


def special() -> Iterator[tuple[str, str, dict[str, str]]]:
    for check, general in TABLE.items():
        for detail, own in general.items():
            if isinstance(own, dict):
                yield check, detail, own


@pytest.mark.parametrize(("check", "detail", "own"), list(special()))
def test_a_detail_speaks_both_languages(check: str, detail: str, own: dict[str, str]) -> None:
    """A Persian reader would be told something else than an English one."""
    assert set(own) <= set(FIELDS)
    assert {"fa", "en"} <= set(own)
    assert ("do_fa" in own) == ("do_en" in own)
    said = sentence(check, detail)
    assert said.en == own["en"]
    for text in (said.fa, said.do_fa):
        assert any("؀" <= letter <= "ۿ" for letter in text)
    for text in (said.fa, said.en, said.do_fa, said.do_en):
        assert text.endswith(".")
        assert "\n" not in text


def test_no_sentence_is_for_a_detail_that_does_not_exist() -> None:
    """A sentence would be kept up that nobody ever sees."""
    text = "\n".join(path.read_text("utf-8") for path in ROOT.rglob("*.py"))
    text += (ROOT.parents[1] / "schemas" / "xml.py").read_text("utf-8")
    text += (ROOT.parents[1] / "schemas" / "canonical" / "status.py").read_text("utf-8")
    text += (ROOT.parents[1] / "hub" / "cli" / "sources.py").read_text("utf-8")
    made = {"signer-revoked", "signer-issuer-revoked"}
    unknown = [
        f"{check}.{detail}"
        for check, detail, _ in special()
        if f'"{detail}"' not in text and detail not in made
    ]
    assert unknown == []

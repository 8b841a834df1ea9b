"""What is looked at once the last act is over: the house's log, and every document, offline."""

import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

from simulators.demo import checks
from simulators.demo.house import House
from simulators.demo.record import Record
from simulators.demo.stage import Stage

_TAMPERED = 60  # documents, of all of them
_TYPES = {
    "clearances": "37-",
    "card_clearances": "237-",
    "debt_statements": "137-",
    "refusals": "337-",
    "contract_clearances": "38-",
    "contract_statements": "138-",
}
"""How the numbers of a type begin."""
_PERSONAL = {"NationalId", "LegalId", "national_id", "legal_id", "mobile"}
"""The members of a question that hold somebody's number."""


def look_at(house: House, record: Record) -> None:
    """Note what the house itself gives away: that it fell, or that its log names somebody."""
    if not house.stands:
        record.problems.append("the house did not stay up")
    log = house.log.read_text("utf-8", "replace")
    asked: list[object] = [result.asked for result in record.results]
    asked += [one.question.about for one in record.lookups]
    numbers = {number for one in asked for number in _numbers(one)}
    if record.joined is not None:
        numbers |= record.joined.parties
    if any(number in log for number in numbers):
        record.problems.append("the log holds a personal number")
    if "Traceback" in log:
        record.problems.append("the log holds a traceback")


def _numbers(asked: object) -> Iterator[str]:
    """Yield the numbers of persons in an inquiry's fields."""
    if isinstance(asked, dict):
        for name, value in asked.items():
            if name in _PERSONAL:
                yield value
            yield from _numbers(value)


def verify(stage: Stage, documents: list[Path]) -> None:
    """Verify everything offline, the house being gone, and then what has been tampered with."""
    counts, problems = stage.record.documents, stage.record.problems
    _count(stage)
    total = len(documents)
    title = "verified offline · راستی‌آزمایی"
    valid = stage.all(title, checks.verdicts(documents), total)
    counts["valid"] = sum(one is True for one in valid)
    counts["documents"] = total
    if counts["valid"] != total:
        problems.append(f"valid: {counts['valid']} of {total} documents")
    xmls = [one for one in documents if one.suffix == ".xml"]
    pdfs = [one for one in documents if one.suffix == ".pdf"]
    stamped = [one for one in (*xmls, *pdfs) if one.parent.name != "receipts"]
    _judge(stage, "xmlsec1", checks.xmlsec1(), checks.agreed, xmls)
    _judge(stage, "pdfsig", checks.pdfsig(), checks.sound, pdfs)
    _judge(stage, "openssl", checks.openssl(), checks.stamped, stamped)
    _issued_once(stage.record)
    _tamper(stage, documents)


def _judge(
    stage: Stage,
    name: str,
    program: str | None,
    judge: Callable[[str, list[Path]], Iterator[bool]],
    documents: list[Path],
) -> None:
    """Have another program judge what it understands; all of it must pass."""
    if program is None:
        return
    total = len(documents)
    passed = sum(stage.all(f"verified by {name}", judge(program, documents), total))
    stage.record.documents[name] = passed
    stage.record.documents[f"{name}_asked"] = total
    if passed != total:
        stage.record.problems.append(f"{name}: {passed} of {total} documents")


def _count(stage: Stage) -> None:
    """Count the documents by what they are; a certificate's number begins with its type."""
    counts, papers = stage.record.documents, stage.papers
    counts["certificates"] = len(papers.certificates)
    for name, prefix in _TYPES.items():
        counts[name] = sum(number.startswith(prefix) for number in papers.certificates)
    counts["receipts"] = len(papers.receipts)
    counts["twins"] = len(papers.lasting)
    if low := stage.record.levels.get("B-B"):
        stage.record.problems.append(f"{low} forms have got no timestamp")


def _issued_once(record: Record) -> None:
    """Note a decided case without a certificate, and a case that got two of them."""
    numbers: defaultdict[str, set[str]] = defaultdict(set)
    for result in (*record.results, *record.answered):
        numbers[result.case_id].update(result.documents[:-1])  # the last one is the receipt
        if result.told.outcome in {"GRANTED", "REFUSED"} and len(result.documents) == 1:
            record.problems.append(f"{result.case_id} was decided without a certificate")
    if any(len(found) > 1 for found in numbers.values()):
        record.problems.append("a case has got two certificates")


def _tamper(stage: Stage, documents: list[Path]) -> None:
    """Change one bit in copies: each must be found invalid, and the command exit with 1."""
    counts, problems = stage.record.documents, stage.record.problems
    some = min(len(documents), _TAMPERED)
    chosen = Random(stage.record.seed).sample(documents, some)
    with tempfile.TemporaryDirectory(prefix="peyvand-tampered-") as name:
        copies = checks.tampered(chosen, Path(name), stage.record.seed)
        title = "one bit changed · دست‌کاری"
        found = stage.all(title, checks.verdicts(copies), len(copies))
        first = next(iter(sorted(copy for copy in copies if copy.suffix == ".xml")), None)
        code = checks.exit_code(first) if first else None
    counts["tampered"] = len(copies)
    counts["tampered_refused"] = sum(one is False for one in found)
    if counts["tampered_refused"] != len(copies) or code != 1:
        problems.append("a changed document was not found out, or none was issued")

"""What did not come out as it must is told, and nothing else is."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from simulators.demo.attacks import refused
from simulators.demo.checks import tampered
from simulators.demo.record import Record
from simulators.demo.words import Kind, Result, Told, difference

GRANTED = Told("GRANTED", ("no-debt",), (0, 0, 0))


def record() -> Record:
    return Record(seed=1, clients=4, started=datetime(2026, 11, 22, tzinfo=UTC))


@pytest.mark.parametrize(
    "told",
    [
        Told("pending", ("registry-silent",)),
        Told("GRANTED", ("no-debt",), (1, 0, 0)),
        Told("GRANTED", ("no-debt", "debt"), (0, 0, 0)),
        Told("fault", ("hub.error",)),
    ],
)
def test_another_answer_is_a_problem(told: Told) -> None:
    """A wrong outcome, amount or reason would pass for the expected one."""
    assert "GRANTED (no-debt) owing 0+0+0" in difference(GRANTED, told)
    assert difference(GRANTED, GRANTED) == ""


def test_problems_of_results_and_of_the_house() -> None:
    """The command would exit 0 although something went wrong."""
    made = record()
    made.results.append(Result(Kind.CLEAR, "lease", GRANTED, GRANTED, 5.0))
    assert made.as_json()["ok"] is True
    made.results.append(Result(Kind.OWING, "lease", GRANTED, GRANTED, 5.0, problem="other octets"))
    made.problems.append("the house did not stay up")
    assert made.all_problems() == [
        "workshop with debt (lease): other octets",
        "the house did not stay up",
    ]
    told = json.loads(json.dumps(made.as_json()))
    assert told["ok"] is False
    assert [one["as_expected"] for one in told["inquiries"]] == [True, False]


def test_speed() -> None:
    """The speed would be told of other inquiries, or in other units."""
    made = record()
    assert (made.per_second, made.percentile(0.95)) == (0.0, 0.0)
    made.milliseconds, made.busy = [float(one) for one in range(100, 0, -1)], 2.0
    assert made.per_second == 50.0
    assert (made.percentile(0.5), made.percentile(0.95)) == (51.0, 96.0)


@pytest.mark.parametrize(
    ("answer", "codes"),
    [
        (b"not xml", ("not XML",)),
        (b"<Fault/>", ("no Refusal in it",)),
        (
            b'<Refusal xmlns="urn:peyvand:article37:1"><Code>xml.dtd</Code>'
            b'<Text lang="en">no</Text></Refusal>',
            ("not said in both languages",),
        ),
        (
            b'<f><Refusal xmlns="urn:peyvand:article37:1"><Code>request.schema</Code>'
            b"<Field>Transfer/Kind</Field><Rule>schema.enumeration</Rule>"
            b'<Text lang="fa">x</Text><Text lang="en">y</Text></Refusal></f>',
            ("request.schema", "schema.enumeration", "Transfer/Kind"),
        ),
    ],
)
def test_refusals_are_read(answer: bytes, codes: tuple[str, ...]) -> None:
    """A fault that says nothing, or in one language, would count as the right refusal."""
    assert refused(answer) == Told("fault", codes)


def test_tampering_changes_one_bit(tmp_path: Path) -> None:
    """A copy would be no different, or so different that anybody would see it."""
    original = tmp_path / "one.xml"
    original.write_bytes(bytes(range(256)))
    original.with_name("trust.pem").write_bytes(b"anchor")
    folder = tmp_path / "copies"
    folder.mkdir()
    (copy,) = tampered([original], folder, seed=1)
    pairs = zip(original.read_bytes(), copy.read_bytes(), strict=True)
    assert sum((one ^ other).bit_count() for one, other in pairs) == 1
    assert (folder / "trust.pem").exists()

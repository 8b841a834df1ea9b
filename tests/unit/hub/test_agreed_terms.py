"""What a deployment has agreed with agencies, and its holidays: settings, checked at the start."""

import os
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from hub.config import Settings
from hub.errors import Misconfigured
from tests.architecture.source import ROOT

BASE = '[agencies.civil_registry]\nbase_url = "http://127.0.0.1:9"\n'
HOLIDAYS = '[every_year]\n"01/01" = "a"\n[days]\n"1405/09/01" = "b"\n'
NOWADAYS = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give an empty working folder and an environment without settings of ours."""
    for name in [name for name in os.environ if name.startswith("PEYVAND_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_what_the_book_shows_is_understood(folder: Path) -> None:
    """An operator would copy an example that stops the start, or closes at other hours."""
    book = (ROOT / "docs/operations.md").read_text("utf-8")
    (shown,) = re.findall(r"```toml\n(\[agencies\.civil_registry\.terms\].*?)```", book, re.DOTALL)
    (folder / "peyvand.toml").write_text(BASE + shown, "utf-8")
    terms = Settings().agencies["civil_registry"].terms
    assert terms.share == 0.25
    assert terms.quotas is not None
    assert [(one.calls, one.per) for one in terms.quotas] == [(50, "second"), (200_000, "day")]
    assert terms.maintenance[0].ends == datetime(2026, 12, 4, 0, 30, tzinfo=UTC)
    assert terms.hours is not None
    assert (terms.hours.thursday, terms.hours.friday) == (("07:00-12:00",), ())


def test_each_process_has_its_share(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes that share a file could not share a quota."""
    (folder / "peyvand.toml").write_text(BASE)
    monkeypatch.setenv("PEYVAND_AGENCIES__CIVIL_REGISTRY__TERMS__SHARE", "0.5")
    assert Settings().agencies["civil_registry"].terms.share == 0.5


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("share = 0", "share"),
        ("share = 1.5", "share"),
        ('quotas = [{ calls = 0, per = "day" }]', "calls"),
        ('quotas = [{ calls = 1, per = "week" }]', "per"),
        ("maintenance = [{ begins = 2026-12-03T22:00:00, ends = 2026-12-04T04:00:00 }]", "begins"),
        ('hours = { friday = ["8-12"] }', "friday"),
        ("hours = {}", "hours"),
        ("opening = 7", "opening"),
    ],
)
def test_terms_that_are_not_understood_stop_the_start(folder: Path, line: str, field: str) -> None:
    """An agency would be asked as nobody has agreed."""
    (folder / "peyvand.toml").write_text(f"{BASE}[agencies.civil_registry.terms]\n{line}\n")
    with pytest.raises(ValidationError, match=rf"terms\.(.*\.)?{field}"):
        Settings()


def test_the_holidays_of_a_deployment_replace_the_shipped_ones(folder: Path) -> None:
    """A day that was announced this morning could not be told."""
    assert NOWADAYS not in Settings().holidays
    (folder / "holidays.toml").write_text(HOLIDAYS)
    assert NOWADAYS in Settings(config_dir=folder).holidays


def test_holidays_that_are_none_stop_the_start(folder: Path) -> None:
    """A slip in the file would have agencies asked on a holiday, or left alone on a working day."""
    (folder / "holidays.toml").write_text(HOLIDAYS.replace("1405", "45"))
    with pytest.raises(Misconfigured, match=r"holidays\.toml: days: 45/09/01"):
        _ = Settings(config_dir=folder).holidays

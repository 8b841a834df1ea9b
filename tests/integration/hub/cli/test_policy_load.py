"""``peyvand agreement load`` and ``passport load``: the policy in force becomes another."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from hub.cli.laying import laid_over
from hub.config import Settings
from hub.policies import Policies, compiled, install
from hub.store.database import Database
from schemas.canonical.policy import LoadedPolicy
from tests.integration.hub.cli.conftest import LASTING, Peyvand, Ran
from tests.kit import article37 as kit
from tests.kit.loads import loading
from tests.kit.policy import shipped
from tests.unit.hub.policy.agreement_files import fields, written
from tests.unit.hub.policy.passport_files import text

SHIPPED = len(shipped("agreements"))
MASKED = '[{name = "person.family_name", transform = "masked"}]'


@pytest.fixture
def here(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the working folder of commands on a database in which no policy was ever loaded."""
    monkeypatch.setenv("PEYVAND_DATABASE_URL", database_url)
    return tmp_path


def put(folder: Path, name: str, **changes: str | None) -> str:
    """Write an agreement that holds for long and return its path."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(written({**LASTING, **changes}), "utf-8")
    return str(folder / name)


def facts(ran: Ran) -> dict[str, Any]:
    """Return what a command that went well says as JSON."""
    assert (ran.code, ran.err) == (0, "")
    return dict(json.loads(ran.out))


def test_a_file_is_laid_over_what_holds(peyvand: Peyvand, here: Path) -> None:
    """Who loads one agreement would end all others, or change one unseen."""
    before = len(json.loads(peyvand("agreement", "list", "--in-force", "--json").out))
    done = peyvand("agreement", "load", put(here, "own.toml"), "--by", "A. Officer")
    assert done.code == 0
    lines = done.out.splitlines()
    assert "sso-services (registration, identity-check) gains person.birth_date" in lines[0]
    assert "«تاریخ تولد» (بازهٔ سنی) را از سازمان ثبت احوال به دست می‌آورد" in lines[1]
    holds = f"policy 2 holds from the next request on; {SHIPPED + 1} agreements, digest "
    assert lines[-1].startswith(holds)
    rows = json.loads(peyvand("agreement", "list", "--in-force", "--json").out)
    assert len(rows) == before + 1
    assert {one["name"] for one in rows} > {"own", "article37-civil-registry"}


def test_a_file_may_have_a_persian_name(peyvand: Peyvand, here: Path) -> None:
    """An office would have to think of a Latin name for each of its agreements."""
    done = peyvand("agreement", "load", put(here, "توافق‌نامه.toml"))
    assert "policy 2 holds" in done.out
    rows = json.loads(peyvand("agreement", "list", "--in-force", "--json").out)
    assert "توافق‌نامه" in {one["name"] for one in rows}


def test_what_changes_is_facts_as_well(peyvand: Peyvand, here: Path) -> None:
    """A deployment's scripts would have to read sentences."""
    put(here, "own.toml")
    told = facts(peyvand("agreement", "load", "own.toml", "--json", "--by", "a"))
    assert (told["version"], told["loaded"], told["loaded_by"]) == (2, True, "a")
    assert told["notices"] == []
    put(here, "own.toml", fields=MASKED)
    told = facts(peyvand("agreement", "load", "own.toml", "--json", "--by", "b"))
    changes = told["changes"]
    assert [(one["field"], one["old"], one["new"]) for one in changes] == [
        ("person.birth_date", "age-band", None),
        ("person.family_name", "whole", "masked"),
    ]


def test_the_same_again_is_no_version(peyvand: Peyvand, here: Path) -> None:
    """Every cautious officer would make every process read the policy anew."""
    assert "Nothing changes: policy 1 says this already." in peyvand("agreement", "load").out
    own = put(here, "own.toml")
    assert facts(peyvand("agreement", "load", own, "--json"))["version"] == 2
    again = facts(peyvand("agreement", "load", own, "--json"))
    assert (again["version"], again["loaded"], again["changes"]) == (2, False, [])
    assert facts(peyvand("passport", "load", "--json"))["loaded"] is False


def test_a_comment_is_loaded_and_said_to_change_nothing(peyvand: Peyvand, here: Path) -> None:
    """The text in force would not be the one that the officers have."""
    peyvand("agreement", "load", put(here, "own.toml"))
    (here / "own.toml").write_text("# why\n" + written(LASTING), "utf-8")
    done = peyvand("agreement", "load", "own.toml")
    assert "The agreements say the same in other words." in done.out
    assert "policy 3 holds" in done.out


def test_the_files_of_a_deployment_are_loaded_without_a_path(peyvand: Peyvand, here: Path) -> None:
    """A deployment would have to name its own folder, and the shipped ones one by one."""
    assert "Nothing changes" in peyvand("agreement", "load").out
    put(here / "config" / "agreements", "own.toml")
    told = facts(peyvand("agreement", "load", "--json"))
    assert (told["version"], told["agreements"]) == (2, SHIPPED + 1)


def test_a_wrong_set_leaves_what_holds(peyvand: Peyvand, here: Path) -> None:
    """Half of a folder would hold, or the slips be told one a run."""
    put(here / "draft", "a.toml", provider='"civil_regsitry"')
    put(here / "draft", "b.toml")
    put(here / "draft", "c.toml", maximum_age="60")
    done = peyvand("agreement", "load", "draft")
    assert (done.code, done.out) == (1, "")
    wrong, contradiction = done.err.splitlines()
    assert wrong == (
        "a.toml: provider: unknown agency 'civil_regsitry'; did you mean civil_registry?"
    )
    assert contradiction.startswith("b.toml: valid_until: contradicts c.toml on maximum_age")
    told = peyvand("agreement", "load", "draft", "--json")
    assert told.code == 1
    assert [one["file"] for one in json.loads(told.out)["problems"]] == ["a.toml", "b.toml"]
    assert [
        one["version"] for one in json.loads(peyvand("agreement", "history", "--json").out)
    ] == [1]


def test_the_history_tells_who_changed_how_much(peyvand: Peyvand, here: Path) -> None:
    """Nobody could tell since when something holds, or whom to ask why."""
    assert peyvand("agreement", "history").out == (
        "No policy was ever loaded; a process loads the files' when it starts.\n"
    )
    put(here / "draft", "a.toml")
    put(here / "draft", "b.toml", purpose='"other"')
    peyvand("agreement", "load", "draft", "--by", "A. Officer")
    first, second = json.loads(peyvand("agreement", "history", "--json").out)
    assert (first["version"], first["loaded_by"]) == (1, "installation")
    assert first["passports_changed"] == 65
    assert (second["version"], second["loaded_by"]) == (2, "A. Officer")
    assert (second["agreements_changed"], second["passports_changed"]) == (2, 0)
    assert second["loaded_at"].endswith("+03:30")
    assert "A. Officer" in peyvand("agreement", "history").out


def test_a_draft_is_compared_with_what_holds(peyvand: Peyvand, here: Path) -> None:
    """An officer would see what a draft changes only once it holds."""
    peyvand("agreement", "load", put(here, "own.toml"))
    put(here, "own.toml", fields=MASKED)
    done = peyvand("agreement", "diff", "own.toml")
    assert done.code == 1
    assert len(done.out.splitlines()) == 4
    assert "told masked instead of whole" in done.out
    put(here, "own.toml")
    assert peyvand("agreement", "diff", "own.toml").code == 0
    put(here, "own.toml", quota=None)
    done = peyvand("agreement", "diff", "own.toml")
    assert (done.code, done.err) == (2, "own.toml: quota: is missing\n")


def test_a_service_is_new_at_once_in_words(peyvand: Peyvand, here: Path) -> None:
    """A service would be announced that no page shows, or shown before anybody knows."""
    (here / "some-service.toml").write_text(text(needs="[]"), "utf-8")
    done = peyvand("passport", "load", "some-service.toml", "--by", "A. Officer")
    assert done.code == 0
    assert done.out.splitlines() == [
        "some-service is a new service",
        "  «خدمتی» خدمت تازه است",
        "policy 2 holds at once: 66 services",
    ]
    (here / "some-service.toml").write_text(text(needs="[]", fee="1500", steps="[]"), "utf-8")
    told = facts(peyvand("passport", "load", "some-service.toml", "--json"))
    (change,) = told["changes"]
    assert (change["service"], change["keys"]) == ("some-service", ["steps", "fee"])
    assert change["persian"] == "«خدمتی» تغییر می‌کند: مراحل، هزینه"
    assert told["notices"] == ["some-service: it has no steps"]


def test_a_wrong_passport_leaves_what_holds(peyvand: Peyvand, here: Path) -> None:
    """A slip would take a service off every page."""
    (here / "some-service.toml").write_text(text(needs="[]", fee='"free"'), "utf-8")
    done = peyvand("passport", "load", "some-service.toml")
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("some-service.toml: fee: ")


@pytest.mark.parametrize("command", ["agreement", "passport"])
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("load", "none"), "none: no file in this folder ends in .toml"),
        (("load", "missing.toml"), "missing.toml"),
        (("load", "latin.toml"), "latin.toml: not UTF-8"),
        (("load", "--by", " "), "--by: say who loads it"),
        (("load", "none/../a\x07.toml"), "the name of a file must be readable"),
        (("load", "none/../\udce9.toml"), "the name of a file must be readable"),
    ],
)
def test_what_cannot_be_read_is_one_line(
    peyvand: Peyvand, tmp_path: Path, command: str, words: tuple[str, ...], said: str
) -> None:
    """A wrong path would be a traceback, or a load of nothing."""
    (tmp_path / "none").mkdir()
    (tmp_path / "latin.toml").write_bytes(b'consumer = "\xe9"')
    done = peyvand(command, *words)
    assert done.code == 2
    assert done.err.startswith("peyvand: ")
    assert said in done.err
    assert done.err.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("diff", "a", "b", "c"), "c: one path more than this takes"),
        (("diff", "a", "b", "--against-traffic"), "b: one path more than this takes"),
        (("diff", "a", "--since", "2026-11-01"), "--since: it is said with --against-traffic"),
        (("diff", "none"), "none: no file in this folder"),
        (("list", "a", "--in-force"), "--in-force: give it alone, or paths"),
    ],
)
def test_words_that_do_not_fit_are_one_line(
    peyvand: Peyvand, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    """An officer would be answered another question than he asked."""
    (tmp_path / "none").mkdir()
    done = peyvand("agreement", *words)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert done.err.count("\n") == 1


@pytest.mark.parametrize("words", [("load",), ("list", "--in-force"), ("history",)])
def test_a_database_of_another_release_is_one_line(
    peyvand: Peyvand,
    empty_database_url: str,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
) -> None:
    """A driver's error would be all that is said of a forgotten migration."""
    monkeypatch.setenv("PEYVAND_DATABASE_URL", empty_database_url)
    done = peyvand("agreement", *words)
    assert (done.code, done.out) == (2, "")
    assert done.err == ("peyvand: the database is not at this release yet: run `peyvand migrate`\n")


def test_what_an_earlier_release_wrote_can_be_mended() -> None:
    """After an upgrade neither kind of file could be loaded, for the other could not be read."""
    unreadable = {"payslip.toml": "code = 1", "own.toml": "consumer = 1"}
    held = LoadedPolicy(1, unreadable, unreadable, kit.NOW, "an earlier release")
    settings = Settings()
    agreements, passports = laid_over(held, settings, "passports", {})
    assert agreements.keys() > {"own.toml", "article37-civil-registry.toml"}
    assert passports == unreadable
    agreements, passports = laid_over(held, settings, "agreements", {"own.toml": written()})
    assert agreements["own.toml"] == written()
    assert passports["payslip.toml"] == settings.passport_files["payslip.toml"]
    sound = LoadedPolicy(1, {"a.toml": written()}, {}, kit.NOW, "this release")
    assert laid_over(sound, settings, "passports", {}) == (sound.agreements, {})
    assert compiled(sound, fields()).version == 1


async def test_what_is_loaded_is_what_a_running_process_takes_up(
    peyvand: Peyvand, here: Path, database_url: str
) -> None:
    """A process that stands would go on under the policy of its start."""
    async with Database(database_url, min_size=1, max_size=2) as database:
        await install(database, Settings(), loading(1))
        policies = Policies(database, Settings().provider_fields)
        assert len((await policies.current()).agreements.all) == SHIPPED
        own = put(here, "own.toml")
        done = await asyncio.to_thread(peyvand, "agreement", "load", own)
        assert done.code == 0
        assert len((await policies.at_least(2)).agreements.all) == SHIPPED + 1

"""What magic inputs have in common: how they are found, and how people read them."""

import tomllib
from pathlib import Path

from simulators.kit.magic import Magic, by_key, columns, manners_of, receiver_table, write_account

MAGIC = by_key(
    Magic("taken", "37-1", "takes it"),
    Magic("busy", "37-10", "HTTP 503", "busy"),
    Magic("slow", "37-2", "takes it after 3 seconds", delay=3.0),
)


def test_manners_are_those_of_odd_answers() -> None:
    """A right answer would be a fault that can be put in force."""
    assert manners_of(MAGIC) == ("busy",)


def test_columns_are_as_wide_as_what_stands_in_them() -> None:
    """A longer key would push its line out of the table, or run into the next word."""
    assert columns(("a", "what"), [("longer", "x"), ("b", "said at length")]) == [
        "a       what",
        "longer  x",
        "b       said at length",
    ]


def test_a_receiver_tells_its_numbers_and_its_faults() -> None:
    """What a tester may tell it of stands in the help, or nobody finds it."""
    assert receiver_table(MAGIC, "certificate", "what it does").splitlines() == [
        "key    certificate  what it does",
        "taken  37-1         takes it",
        "busy   37-10        HTTP 503",
        "slow   37-2         takes it after 3 seconds",
        "faults of its own for any certificate: busy",
        "GET _manage/notices lists what it has taken",
    ]


def test_an_account_is_its_owners_alone(tmp_path: Path) -> None:
    """The hub refuses credentials that others may read, and so would every house that stands."""
    path = write_account(tmp_path / "one.toml", user="hub", key=tmp_path / "key.pem")
    assert tomllib.loads(path.read_text("utf-8")) == {
        "user": "hub",
        "key": str(tmp_path / "key.pem"),
    }
    assert path.stat().st_mode & 0o077 == 0

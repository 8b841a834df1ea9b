"""Settings: from the environment and a file, the first stronger, and nothing by guesswork."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from hub.config import Settings
from hub.errors import Misconfigured


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give an empty working folder and an environment without settings of ours."""
    for name in [name for name in os.environ if name.startswith("PEYVAND_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_what_holds_without_a_word() -> None:
    """A first start would need settings, or open to the world."""
    settings = Settings()
    assert (settings.host, settings.port, settings.database_url) == ("127.0.0.1", 8080, "")
    assert settings.first_retry == timedelta(seconds=5)
    assert settings.worker_poll == timedelta(seconds=1)
    assert settings.deadlines["article37"].answer_days == 15


def test_the_environment_outweighs_the_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A deployment could not change one setting of a shared file."""
    (folder / "peyvand.toml").write_text('name = "file"\nport = 1\n')
    assert (Settings().name, Settings().port) == ("file", 1)
    monkeypatch.setenv("PEYVAND_NAME", "environment")
    assert (Settings().name, Settings().port) == ("environment", 1)
    assert Settings(name="given").name == "given"


def test_agencies_and_keys_from_either(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An agency could be told of in a file and not in the environment, or the reverse."""
    (folder / "peyvand.toml").write_text(
        '[agencies.one]\nbase_url = "http://127.0.0.1:9"\nenabled = false\n'
        '[message_key]\nkey = "m.key.pem"\ncertificate = "m.pem"\n'
    )
    monkeypatch.setenv("PEYVAND_AGENCIES__TWO__BASE_URL", "https://127.0.0.1:8")
    settings = Settings()
    assert {name: one.enabled for name, one in settings.agencies.items()} == {
        "one": False,
        "two": True,
    }
    assert settings.message_key is not None
    assert settings.message_key.key == Path("m.key.pem")


@pytest.mark.parametrize(
    "text",
    [
        'databse_url = "x"\n',
        'port = "many"\n',
        "port = 70000\n",
        "database_connections = 0\n",
        "worker_poll_seconds = 0\n",
        "reconciliation_hour = 24\n",
        '[agencies.one]\nbase_url = "http://127.0.0.1"\ntimeout = 3\n',
        "[agencies.one]\nenabled = true\n",
        '[agencies.one]\nbase_url = "no address"\n',
        '[certificate_key]\nkey = "k"\ncertificate = "c"\npin = "1234"\n',
    ],
)
def test_a_setting_that_is_not_understood_stops_the_start(folder: Path, text: str) -> None:
    """A misspelt setting would leave the hub on its default, unseen."""
    (folder / "peyvand.toml").write_text(text)
    with pytest.raises(ValidationError):
        Settings()


@pytest.mark.parametrize("name", ["PEYVAND_AGENCIES__ONE__BASE_ULR", "PEYVAND_MESSAGE_KEY__PIN"])
def test_an_unknown_part_of_a_setting_stops_the_start(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An agency's address, misspelt, would leave the agency unasked."""
    monkeypatch.setenv(name, "x")
    with pytest.raises(ValidationError):
        Settings()


def test_a_policy_file_of_the_deployment_replaces_the_shipped_one(folder: Path) -> None:
    """A deployment's own deadlines would be ignored, or its other files be missed."""
    (folder / "deadlines.toml").write_text("[article37]\nanswer_days = 7\nvalid_days = 9\n")
    own = Settings(config_dir=folder, duties=("article37",))
    assert own.deadlines["article37"].answer_days == 7
    assert Settings(config_dir=folder / "none").deadlines["article37"].answer_days == 15


ONLY_ARTICLE37 = "[article37]\nanswer_days = 7\nvalid_days = 9\n"


@pytest.mark.parametrize(
    "text", ["[article37", "[article38]\nanswer_days = 1\nvalid_days = 1\n", "", ONLY_ARTICLE37]
)
def test_a_policy_file_that_lacks_a_duty_stops_the_start(folder: Path, text: str) -> None:
    """A duty would be without its legal clock until its first inquiry comes."""
    (folder / "deadlines.toml").write_text(text)
    with pytest.raises(Misconfigured, match=r"deadlines\.toml"):
        _ = Settings(config_dir=folder).deadlines


@pytest.mark.parametrize("url", ["sesame", "postgres:/u:sesame@db/hub", "host=db passwrod=sesame"])
def test_a_database_url_that_is_none_is_refused_unquoted(url: str) -> None:
    """A slip in the URL would end in a traceback that shows its password."""
    with pytest.raises(ValidationError) as caught:
        Settings(database_url=url)
    assert caught.value.errors()[0]["loc"] == ("database_url",)
    assert "sesame" not in caught.value.errors()[0]["msg"]


def test_settings_do_not_change_under_way() -> None:
    """Two parts of one process would work by different settings."""
    with pytest.raises(ValidationError):
        Settings().port = 1


def test_no_secret_is_printed() -> None:
    """A password would stand in a traceback or a log."""
    settings = Settings(database_url="postgresql://hub:sesame@db.example/hub")
    assert "sesame" not in repr(settings)
    assert "sesame" not in str(settings)


@pytest.mark.parametrize("prefix", ["", "peyvn", "PEYVND", "peyvnd1", "ocds-peyvnd", "پیوند۱۲"])
def test_a_prefix_that_makes_no_ocids(prefix: str) -> None:
    """Contracts would get names for good that no reader of the standard takes for ocids."""
    with pytest.raises(ValidationError, match="six lower-case Latin letters or digits"):
        Settings(ocid_prefix=prefix)


def test_the_prefix_for_trial() -> None:
    """A first start would need a prefix from the standard's helpdesk."""
    assert Settings().ocid_prefix == "peyvnd"
    assert Settings(ocid_prefix="213czf").ocid_prefix == "213czf"

"""The one settings object, and the only reader of the environment.

Settings come from ``PEYVAND_*`` variables or ``peyvand.toml`` in the working folder, the variables
first; everything is checked before a port opens. A secret is the path of a file, never a value.
"""

import re
from datetime import timedelta
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from tomllib import TOMLDecodeError
from typing import Self

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict
from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    HttpUrl,
    PositiveFloat,
    PositiveInt,
    field_validator,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from adapters.base.accounts import Way
from adapters.base.terms import LocalTerms
from hub.clock.deadlines import Deadlines, load_deadlines
from hub.errors import Misconfigured
from hub.policy.fields import Fields, load_fields
from hub.policy.passports import Passport, WrongPassports, load_passports
from schemas.calendar.holidays import Holidays, WrongHolidays, load_holidays


class AgencySettings(BaseModel):
    """Where an agency is, and whether we ask it.

    One that takes our notices is told what concerns ``consumers``, the codes under which it asks
    us, and signs its replies with ``certificate``. ``via`` is the way to it, where that is another
    than its manifest's first; ``terms`` are the hours, quotas and maintenance agreed with it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    base_url: HttpUrl
    enabled: bool = True
    credentials: Path | None = None
    consumers: tuple[str, ...] = ()
    certificate: Path | None = None
    via: Way | None = None
    terms: LocalTerms = LocalTerms()


class Pkcs11Settings(BaseModel):
    """A key in a token, by its ``label`` or its ``id`` (hex), and what opens the token (PKCS#11).

    ``module`` is the vendor's library, ``pin`` a file that holds the user's PIN and nothing else.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    module: Path
    token: str
    label: str | None = None
    id: str | None = Field(default=None, pattern="^([0-9a-fA-F]{2})+$")
    pin: Path

    @model_validator(mode="after")
    def _names_one_key(self) -> Self:
        """Return the settings when they say which of a token's keys is meant."""
        if self.label is None and self.id is None:
            raise ValueError("give the key's label or its id")
        return self


class KeySettings(BaseModel):
    """One key and its certificate with issuers: the key in a file, or in a token.

    A PKCS#12 file holds both, a token may: then there is no ``certificate``. ``password`` is a
    file too.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: Path | None = None
    certificate: Path | None = None
    password: Path | None = None
    pkcs11: Pkcs11Settings | None = None

    @model_validator(mode="after")
    def _lives_in_one_place(self) -> Self:
        """Return the settings when the key is either in a file or in a token."""
        if (self.key is None) == (self.pkcs11 is None):
            raise ValueError("give either the key's file or the token it is in")
        if self.pkcs11 is not None and self.password is not None:
            raise ValueError("a token has a PIN and no password")
        return self


class NextKeySettings(KeySettings):
    """The key that is to follow, and the instant (with offset) from which it signs."""

    since: AwareDatetime


class PublisherSettings(BaseModel):
    """Who publishes contracts in the words of the Open Contracting Data Standard, and as what.

    ``scheme`` and ``uid`` name him in a list of organizations (org-id.guide), ``policy`` is where
    he says what he publishes and why, ``extension`` where ``schemas/ocds/identifiers/`` is served.
    ``persons_secret`` is a file of 32 octets or more, by which natural persons are hidden.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1)
    uri: HttpUrl
    license: HttpUrl
    persons_secret: Path
    scheme: str | None = Field(default=None, min_length=1)
    uid: str | None = Field(default=None, min_length=1)
    policy: HttpUrl | None = None
    extension: HttpUrl | None = None


class Settings(BaseSettings):
    """Everything a process of the hub is told from outside."""

    model_config = SettingsConfigDict(
        env_prefix="PEYVAND_",
        env_nested_delimiter="__",
        toml_file="peyvand.toml",
        extra="forbid",
        frozen=True,
    )

    database_url: str = Field(default="", repr=False)  # it may hold a password
    data_dir: Path = Path.home() / ".local" / "share" / "peyvand"
    config_dir: Path | None = None
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    public_url: str = ""
    name: str = "peyvand"
    ocid_prefix: str = "peyvnd"
    ocds: PublisherSettings | None = None
    duties: tuple[str, ...] = ("article37", "commerce-card", "article38")
    agencies: dict[str, AgencySettings] = {}
    certificate_key: KeySettings | None = None
    next_certificate_key: NextKeySettings | None = None
    message_key: KeySettings | None = None
    trust: Path | None = None
    database_connections: PositiveInt = 8
    max_request_bytes: PositiveInt = 262_144
    clock_skew_seconds: PositiveFloat = 60
    client_certificate_header: bool = False
    worker_poll_seconds: PositiveFloat = 1
    worker_first_retry_seconds: PositiveFloat = 5
    reconciliation_hour: int = Field(default=2, ge=0, le=23)  # o'clock in Tehran

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Return where settings come from, the strongest first."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @field_validator("database_url")
    @classmethod
    def _is_understood(cls, url: str) -> str:
        """Return the URL when libpq can read it; why it cannot is not said, it quotes the URL."""
        try:
            conninfo_to_dict(url)
        except ProgrammingError:
            raise ValueError("not a PostgreSQL URL") from None
        return url

    @field_validator("ocid_prefix")
    @classmethod
    def _is_registrable(cls, prefix: str) -> str:
        """Return the prefix when names of contracts that begin with ``ocds-`` and it are ocids."""
        if re.fullmatch("[a-z0-9]{6}", prefix) is None:
            raise ValueError(
                "six lower-case Latin letters or digits, those that the standard's helpdesk "
                "registers after ocds-"
            )
        return prefix

    @cached_property
    def deadlines(self) -> dict[str, Deadlines]:
        """The legal deadlines by duty; `Misconfigured` when one served has no table."""
        try:
            found = load_deadlines(self.policy_file("hub.clock", "deadlines.toml"))
        except TOMLDecodeError as error:
            raise Misconfigured(f"deadlines.toml: {error}") from error
        if missing := set(self.duties) - found.keys():
            raise Misconfigured(f"deadlines.toml: no table for {', '.join(sorted(missing))}")
        return found

    @property
    def receivers(self) -> frozenset[str]:
        """The consumers whose own systems are told; one that is disabled now is told later."""
        return frozenset(code for one in self.agencies.values() for code in one.consumers)

    @cached_property
    def holidays(self) -> Holidays:
        """The country's public holidays; `Misconfigured` when the file holds none."""
        try:
            return load_holidays(self.policy_file("schemas.calendar", "holidays.toml"))
        except WrongHolidays as error:
            raise Misconfigured(f"holidays.toml: {error}") from error

    @cached_property
    def provider_fields(self) -> Fields:
        """What every provider can give; `Misconfigured` for a list that cannot be read."""
        try:
            return load_fields(self.policy_file("hub.policy", "fields.toml"))
        except ValueError as error:
            raise Misconfigured(f"fields.toml: {error}") from error

    @property
    def passport_files(self) -> dict[str, str]:
        """The texts of the service passports by file name; `Misconfigured`."""
        return self.policy_files("hub.policy", "passports")

    @cached_property
    def passports(self) -> tuple[Passport, ...]:
        """The service passports, ordered by code; `Misconfigured` names all that is wrong."""
        try:
            return load_passports(self.passport_files, self.provider_fields)
        except WrongPassports as error:
            raise Misconfigured(f"passports/{error}") from error

    @property
    def coefficients(self) -> str:
        """The text of the table of coefficients, by which contracts are assessed."""
        return self.policy_file("hub.usecases.article38", "coefficients.toml")

    @property
    def first_retry(self) -> timedelta:
        """How long after a silence the first new attempt is made."""
        return timedelta(seconds=self.worker_first_retry_seconds)

    @property
    def worker_poll(self) -> timedelta:
        """How long an idle worker pauses."""
        return timedelta(seconds=self.worker_poll_seconds)

    def policy_file(self, package: str, name: str) -> str:
        """Return the text of a policy file: the deployment's own, or the shipped one."""
        if self.config_dir is not None and (own := self.config_dir / name).is_file():
            return own.read_text("utf-8")
        return (files(package) / name).read_text("utf-8")

    def policy_files(self, package: str, folder: str) -> dict[str, str]:
        """Return the texts of a folder of policy files, by file name.

        A deployment's own file stands for the shipped one of its name, or beside them all. Raises
        `Misconfigured` for one that is no UTF-8.
        """
        places: list[Traversable] = [files(package) / folder]
        if self.config_dir is not None:
            places.append(self.config_dir / folder)
        found = [one for place in places if place.is_dir() for one in place.iterdir()]
        return {one.name: _utf8(one) for one in found if one.name.endswith(".toml")}


def _utf8(file: Traversable) -> str:
    """Return the text of a file; `Misconfigured` names one that is no UTF-8."""
    try:
        return file.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise Misconfigured(f"{file.name}: not UTF-8") from error

"""What the organization's own services are agreed to be told, as the shipped files have it."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

SERVICES = "sso-services"
"""The consumer's code under which the organization's own services ask."""
_POLICY = Path(__file__).resolve().parents[2] / "hub" / "policy"
_HOURS = re.compile(r"^allowed_hours = .*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Agreed:
    """What one service is told of one agency, for one purpose: fields with their forms."""

    service: str
    purpose: str
    provider: str
    article: str
    signed: bool
    fields: Mapping[str, str]

    @property
    def families(self) -> frozenset[str]:
        """What its fields are about: person, relation, firm, mobile, debt and others."""
        return frozenset(name.partition(".")[0] for name in self.fields)


def at_any_hour(config: Path) -> None:
    """Write the shipped agreements to a deployment's folder, their allowed hours all day.

    A demonstration is played at night too, when the organization's services ask nothing.
    """
    folder = config / "agreements"
    folder.mkdir(parents=True)
    for shipped in (_POLICY / "agreements").glob("*.toml"):
        text = _HOURS.sub('allowed_hours = ["00:00-24:00"]', shipped.read_text("utf-8"))
        (folder / shipped.name).write_text(text, "utf-8")


def agreements(config: Path) -> list[Agreed]:
    """Return the agreements of the organization's services in a deployment's folder, by service."""
    found = (
        tomllib.loads(one.read_text("utf-8")) for one in sorted(config.glob("agreements/*.toml"))
    )
    return [
        Agreed(
            service=one["service"],
            purpose=one["purpose"],
            provider=one["provider"],
            article=one["article"],
            signed=one["signed"],
            fields={field["name"]: field["transform"] for field in one["fields"]},
        )
        for one in found
        if one["consumer"] == SERVICES and "service" in one
    ]


def by_purpose(found: Iterable[Agreed]) -> dict[tuple[str, str], list[Agreed]]:
    """Return agreements by service and purpose, which one question stands under."""
    grouped: dict[tuple[str, str], list[Agreed]] = {}
    for one in found:
        grouped.setdefault((one.service, one.purpose), []).append(one)
    return grouped


def field_titles() -> dict[str, str]:
    """Return the Persian title of every field that a provider has."""
    return dict(_titles(tomllib.loads((_POLICY / "fields.toml").read_text("utf-8")).values()))


def service_titles() -> dict[str, str]:
    """Return the Persian title of every service, by its code."""
    files = (_POLICY / "passports").glob("*.toml")
    passports = [tomllib.loads(one.read_text("utf-8")) for one in files]
    return {one["code"]: one["title"]["fa"] for one in passports}


def _titles(
    providers: Iterable[Mapping[str, Mapping[str, Mapping[str, str]]]],
) -> Iterator[tuple[str, str]]:
    for provider in providers:
        for name, field in provider["fields"].items():
            yield name, field["title"]

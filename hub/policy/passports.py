"""Service passports: what every service of the organization is, for whom, and what it needs.

A passport is one TOML file named for the service's code (``article37.toml``). It states everything:
a key that is missing is an error, and what nobody has laid down is said to be ``unknown``.
"""

import tomllib
from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from typing import Annotated, Literal, Self, TypeVar, cast

from pydantic import (
    AfterValidator,
    Discriminator,
    Field,
    StrictInt,
    Tag,
    ValidationError,
    ValidationInfo,
    model_validator,
)

from hub.policy.fields import Fields
from hub.policy.passport_words import (
    Act,
    Audience,
    Channel,
    Code,
    Line,
    Presence,
    Review,
    Start,
    Strict,
    Words,
)
from hub.policy.problems import Problem, WrongFiles

T = TypeVar("T")
Unknown = Annotated[Literal["unknown"], Tag("#word")]
Unlimited = Annotated[Literal["none", "unknown"], Tag("#word")]
Untold = Annotated[Literal["none", "unknown", "steps"], Tag("#word")]
Nothing = Annotated[Literal["none"], Tag("#word")]
_SPELT = Discriminator(lambda given: "#word" if isinstance(given, str) else "#stated")


def _once_each(given: tuple[T, ...]) -> tuple[T, ...]:
    if not given:
        raise ValueError("at least one stands here")
    if len(set(given)) < len(given):
        raise ValueError("something stands here twice")
    return given


OnceEach = AfterValidator(_once_each)


class Basis(Strict):
    """An article of an act."""

    act: Act
    article: Line


class Term(Strict):
    """So many calendar days from an event; the day of the event is day 0."""

    days: Annotated[StrictInt, Field(gt=0)]
    start: Annotated[Start, Field(alias="from")]


class Need(Strict):
    """An information need: the fields that a service takes from an agency, for one purpose."""

    agency: str
    fields: Annotated[tuple[str, ...], OnceEach]
    purpose: Code

    @model_validator(mode="after")
    def _can_be_given(self, info: ValidationInfo) -> Self:
        """Return the need when its agency is known and can give every field."""
        known = cast(Fields, info.context)
        if self.agency not in known.providers:
            raise ValueError(_no_such(self.agency, "agency", known.providers))
        given = known.of(self.agency)
        for field in self.fields:
            if field not in given:
                raise ValueError(_no_such(field, f"field of {self.agency}", given))
        return self


class Passport(Strict):
    """One service.

    ``fee`` is in rials. ``deadline`` is the organization's for its answer, ``window`` the
    applicant's for the request; one that is no number of days is told in the ``steps``.
    ``documents`` that are ``none`` need not be brought, and no ``steps`` at all is a finding.
    """

    code: Code
    title: Words
    audience: Annotated[tuple[Audience, ...], OnceEach]
    channels: Annotated[tuple[Channel, ...], OnceEach]
    presence: Presence
    legal_basis: Annotated[Annotated[tuple[Basis, ...], OnceEach, Tag("#stated")] | Unknown, _SPELT]
    steps: tuple[Words, ...]
    documents: Annotated[Annotated[tuple[Words, ...], Tag("#stated")] | Nothing, _SPELT]
    fee: Annotated[Annotated[StrictInt, Field(gt=0), Tag("#stated")] | Unlimited, _SPELT]
    deadline: Annotated[Annotated[Term, Tag("#stated")] | Untold, _SPELT]
    window: Annotated[Annotated[Term, Tag("#stated")] | Untold, _SPELT]
    owner: Words
    review: Review
    needs: tuple[Need, ...]

    @model_validator(mode="after")
    def _is_for_somebody(self) -> Self:
        """Return the passport when ``everyone`` stands alone among those it is for."""
        if Audience.EVERYONE in self.audience and len(self.audience) > 1:
            raise ValueError("audience: everyone stands alone")
        return self


class WrongPassports(WrongFiles):
    """Passports that cannot be read."""


def load_passports(texts: Mapping[str, str], fields: Fields) -> tuple[Passport, ...]:
    """Return the passports in TOML ``texts`` (by file name), ordered by code.

    Raises `WrongPassports` with every fault of every file: a key that is missing or unknown, a
    value against its rule, an agency or field that ``fields`` has not, a code that is taken or is
    not the file's name.
    """
    found: dict[str, Passport] = {}
    faults: list[Problem] = []
    for file, text in sorted(texts.items()):
        try:
            passport = Passport.model_validate(tomllib.loads(text), context=fields)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            faults.append(Problem(file, "", f"no TOML: {error}"))
        except ValidationError as error:
            faults.extend(_faults(file, error))
        else:
            faults.extend(_misnamed(file, passport.code, found))
            found[passport.code] = passport
    if faults:
        raise WrongPassports(faults)
    return tuple(found[code] for code in sorted(found))


def _misnamed(file: str, code: str, taken: Collection[str]) -> Iterator[Problem]:
    """Yield what is wrong with a code beside the file it stands in."""
    if code in taken:
        yield Problem(file, "code", f"{code} is the code of another passport")
    if file != f"{code}.toml":
        yield Problem(file, "code", f"a passport's file is named for its code: {code}.toml")


def _faults(file: str, error: ValidationError) -> Iterator[Problem]:
    """Yield the faults of one file, each under the key as it stands in the file."""
    for one in error.errors(include_url=False, include_input=False):
        key = ".".join(part for part in map(str, one["loc"]) if not part.startswith("#"))
        yield Problem(file, key, _rule(one["type"], key, one["msg"]))


def _rule(kind: str, key: str, said: str) -> str:
    """Return a rule in our words where pydantic's are about its own kinds."""
    match kind:
        case "missing":
            return "this key is missing"
        case "extra_forbidden":
            keys = [field.alias or name for name, field in Passport.model_fields.items()]
            return _no_such(key.rpartition(".")[2], "key", keys)
        case "model_type":
            return "a table stands here"
        case "tuple_type":
            return "a list stands here"
        case _:
            return said.removeprefix("Value error, ")


def _no_such(word: str, kind: str, known: Collection[str]) -> str:
    """Return that a word is not known, and the one that was perhaps meant."""
    near = get_close_matches(word, known, 1)
    return f"{word} is no known {kind}" + (f"; is {near[0]} meant?" if near else "")

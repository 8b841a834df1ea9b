"""The values that stand in a passport: codes, texts in two languages, days in two calendars."""

import re
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, model_validator

from schemas.canonical.dates import parse_jalali
from schemas.canonical.text import UnfitText, fit

_CODE = re.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LONGEST = 500


class Audience(StrEnum):
    """Whom a service is for; ``everyone`` needs no account of any kind."""

    INSURED = "insured"
    EMPLOYER = "employer"
    PENSIONER = "pensioner"
    AGENCY = "agency"
    EVERYONE = "everyone"


class Channel(StrEnum):
    """Where a service is had; ``hub`` is for agencies, machine to machine."""

    PORTAL = "portal"
    APP = "app"
    USSD = "ussd"
    CALL_CENTRE = "call-centre"
    SMS = "sms"
    BRANCH = "branch"
    HUB = "hub"


class Presence(StrEnum):
    """How a service is had: in person, from afar, or (``none``) without any request."""

    IN_PERSON = "in-person"
    REMOTE = "remote"
    NONE = "none"


class Act(StrEnum):
    """The acts that a service rests on."""

    SOCIAL_SECURITY = "social-security"
    SEVENTH_PLAN = "seventh-plan"
    IT_COUNCIL = "it-council"
    ACCESS_TO_INFORMATION = "access-to-information"


class Start(StrEnum):
    """What a deadline is counted from."""

    REQUEST = "request"
    ENTRY = "entry"
    COLLECTION = "collection"
    NOTICE = "notice"


def _code(text: str) -> str:
    if not _CODE.fullmatch(text):
        raise ValueError("a code is lower-case letters, digits and single hyphens")
    return text


def _line(text: str) -> str:
    try:
        return fit(text, _LONGEST)
    except UnfitText:
        raise ValueError(f"a text people read, of up to {_LONGEST} characters") from None


def _persian(text: str) -> str:
    if set(text) & set("يك"):
        raise ValueError("Persian is written with ی and ک, not with Arabic ي and ك")
    if not re.search("[آ-ی]", text):
        raise ValueError("this is the Persian text")
    return text


def _day(given: object) -> object:
    """Return the day in a Gregorian date, a Jalali text or a table of both."""
    match given:
        case datetime():
            raise ValueError("a day has no hour")
        case date():
            return given
        case str():
            return _jalali_day(given)
        case {"jalali": str(other), "gregorian": date() as day, **rest} if not rest:
            if _day(day) != _jalali_day(other):
                raise ValueError("the Jalali and the Gregorian date are not the same day")
            return day
    raise ValueError('a day is 2026-11-22, "1405/09/01", or a table of jalali and gregorian')


def _jalali_day(text: str) -> date:
    try:
        return parse_jalali(text)
    except ValueError:
        raise ValueError("no day of the Jalali calendar, which is written 1405/09/01") from None


Code = Annotated[str, AfterValidator(_code)]
Line = Annotated[str, AfterValidator(_line)]
Day = Annotated[date, BeforeValidator(_day)]


class Strict(BaseModel):
    """A table of a passport: what it does not know is an error, and nothing in it changes."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Words(Strict):
    """A text in both languages."""

    fa: Annotated[Line, AfterValidator(_persian)]
    en: Line


class Review(Strict):
    """When the service was last looked through, and when it is to be again."""

    last: Day
    next: Day

    @model_validator(mode="after")
    def _goes_forward(self) -> Self:
        """Return the review when the next follows the last."""
        if self.next <= self.last:
            raise ValueError("the next review is after the last one")
        return self

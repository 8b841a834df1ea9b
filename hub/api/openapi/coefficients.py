"""A coefficient, and what follows of it for the parties, as schemas of the document."""

from typing import Final

from hub.api.openapi.parts import Json, listed, record, ref, text

WORDS: Final = {"fa": text("In Persian."), "en": text("In English.")}
SOURCE: Final = {"citation": text(), "confidence": text(enum=["H", "M", "L"])}
RIALS: Final[Json] = {"type": "integer", "minimum": 0}
OBLIGATION: Final = record(
    {
        "code": text(),
        "party": text(enum=["contractor", "assigner", "organization"]),
        **WORDS,
        **SOURCE,
    }
)
COEFFICIENT: Final = record(
    {
        "version": text("Of the table of coefficients, SHA-256."),
        "on": ref("Day"),
        "parts": listed(
            record(
                {
                    "part": text(),
                    "row": text(),
                    "title": record(WORDS),
                    "outcome": text(),
                    "path": listed(text()),
                    "rates": listed({"type": "object"}),
                    **SOURCE,
                }
            )
        ),
        "estimate": record(
            dict.fromkeys(
                ("premium", "unemployment", "fine", "contractor", "assigner", "total"), RIALS
            )
        ),
        "confidence": text(enum=["H", "M", "L"]),
        "trace": listed(record({"row": text(), **WORDS})),
    },
    optional=("confidence", "trace"),
    says="Rates are exact ratios such as `7/100`, amounts whole rials.",
)

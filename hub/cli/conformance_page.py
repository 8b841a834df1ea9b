"""The report of a conformance examination as a page: one file, right to left, in two languages."""

from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from hub.cli.conformance_checks import Report

_TEMPLATE: Final = "conformance.html"


def page(report: Report) -> str:
    """Return ``report`` as HTML that needs nothing beside itself."""
    environment = Environment(
        loader=PackageLoader("hub.cli", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(_TEMPLATE).render(report=report)

"""A page as HTML, with headers that let nothing from elsewhere in."""

from functools import cache
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

from hub.web.assets import address_of
from hub.web.language import Language, words_in

_POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Content Security Policy Level 3: nothing inline, nothing from another origin."""

_HEADERS: Final = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(self), microphone=(), geolocation=()",
    "cache-control": "no-store",
    "vary": "accept-language",
}


def page(
    template: str,
    language: Language,
    *,
    status: int = 200,
    headers: dict[str, str] | None = None,
    **values: object,
) -> HTMLResponse:
    """Return the page that ``template`` makes of ``values`` and the words of ``language``."""
    text = (
        _environment()
        .get_template(template)
        .render(words=words_in(language), language=language, asset=address_of, **values)
    )
    told = _HEADERS | {"content-language": language.value} | (headers or {})
    return HTMLResponse(text, status_code=status, headers=told)


@cache
def _environment() -> Environment:
    """Return the templates; every value is escaped, and a word that is not there is an error."""
    return Environment(
        loader=PackageLoader("hub.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

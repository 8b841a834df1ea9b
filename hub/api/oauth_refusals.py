"""Refusals of the token endpoint, in the words of OAuth."""

from typing import Final

from starlette.responses import JSONResponse, Response

from hub.api.identity.challenges import error_challenge
from hub.api.problems import rest_status
from hub.api.rest import RETRY_AFTER, noted
from hub.errors import IdentityRefused

_ERRORS: Final = {
    "assertion": "invalid_client",
    "certificate": "invalid_client",
    "proof": "invalid_dpop_proof",
    "grant": "unsupported_grant_type",
    "scope": "invalid_scope",
}
"""Errors of the token endpoint (RFC 6749 section 5.2, RFC 9449 section 5)."""


def oauth_refusal(error: Exception) -> Response:
    """Return the error as the token endpoint tells it (RFC 6749 section 5.2).

    ``code`` and ``field`` say which rule was broken, ``reference`` finds it in the log.
    """
    problem, reference = noted(error)
    said, status = _oauth_error(error, rest_status(problem))
    headers = {"cache-control": "no-store", "pragma": "no-cache"}
    if status == 401:
        headers["www-authenticate"] = error_challenge(said)
    if status == 503:
        headers["retry-after"] = RETRY_AFTER
    content = {"error": said, "error_description": problem.en, "error_description_fa": problem.fa}
    content |= {"code": problem.code, "reference": f"urn:uuid:{reference}"}
    if problem.field is not None:
        content["field"] = problem.field
    return JSONResponse(content, status_code=status, headers=headers)


def _oauth_error(error: Exception, status: int) -> tuple[str, int]:
    if not isinstance(error, IdentityRefused):
        return ("temporarily_unavailable" if status == 503 else "server_error"), status
    said = _ERRORS.get(error.what, "invalid_request")
    return said, 401 if said == "invalid_client" else 400

"""What is handed in to be verified: read as it streams in, refused as soon as it is too much."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Final

from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

from hub.api.problems import TransportRefusal

LARGEST: Final = 8 * 1024 * 1024
"""The most octets that are read of what is handed in at once."""

_FORM: Final = "multipart/form-data"
_AROUND: Final = 64 * 1024
"""Room for the form around the documents."""
_END: Final = b"--"
_TAIL: Final = 8
"""What a form ends with (RFC 2046, section 5.1.1), and how many octets it is looked for in."""
_MOST_FILES: Final = 4
_LONGEST_NAME: Final = 80


@dataclass(frozen=True, slots=True)
class Document:
    """One document as it was handed in; ``name`` is the file's own, empty for a pasted text."""

    name: str
    data: bytes


async def documents_of(request: Request) -> tuple[Document, ...]:
    """Return the files and the text of a form.

    Raises `TransportRefusal`: ``upload.content-type``, ``upload.too-large``, ``upload.too-many``,
    ``upload.incomplete`` or ``upload.nothing``.
    """
    form = await _form(request)
    files = [one for one in form.getlist("file") if isinstance(one, UploadFile)]
    found = [Document(_shown(one.filename or ""), await one.read()) for one in files]
    texts = [one.strip() for one in form.getlist("text") if isinstance(one, str)]
    found += [Document("", one.encode("utf-8", "replace")) for one in texts]
    await form.close()
    chosen = tuple(one for one in found if one.name or one.data)
    if not chosen:
        raise TransportRefusal("upload.nothing", 400)
    return chosen


async def field_of(request: Request, name: str) -> str:
    """Return one field of a form, empty when it is not there; raises `TransportRefusal`."""
    value = (await _form(request)).get(name, "")
    return value if isinstance(value, str) else ""


async def fields_of(request: Request, *names: str) -> dict[str, str]:
    """Return fields of a form, empty where they are not there; raises `TransportRefusal`."""
    form = await _form(request)
    found = {name: form.get(name, "") for name in names}
    return {name: one if isinstance(one, str) else "" for name, one in found.items()}


async def _form(request: Request) -> FormData:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        raise TransportRefusal("upload.content-type", 415)
    declared = request.headers.get("content-length", "0")
    if declared.isdigit() and int(declared) > LARGEST + _AROUND:
        raise TransportRefusal("upload.too-large", 413)
    parser = MultiPartParser(
        request.headers, _bounded(request), max_files=_MOST_FILES, max_fields=_MOST_FILES
    )
    try:
        return await parser.parse()
    except MultiPartException as error:
        raise _refusal(error) from error


async def _bounded(request: Request) -> AsyncGenerator[bytes, None]:
    """Yield the request's octets as they come, up to the bound and to the end of the form.

    What is amiss is raised as the parser's own, which closes the files that it has begun.
    """
    size, tail = 0, b""
    try:
        async for chunk in request.stream():
            size, tail = size + len(chunk), (tail + chunk)[-_TAIL:]
            if size > LARGEST + _AROUND:
                raise MultiPartException("Part exceeded the bound")
            yield chunk
    except ClientDisconnect:
        raise MultiPartException("The client has left") from None
    if size and not tail.rstrip().endswith(_END):
        raise MultiPartException("The form is cut off")


def _refusal(error: MultiPartException) -> TransportRefusal:
    """Return what is wrong with a form, from the parser's own message."""
    if error.message.startswith("Too many"):
        return TransportRefusal("upload.too-many", 400)
    if error.message.startswith("Part exceeded"):
        return TransportRefusal("upload.too-large", 413)
    return TransportRefusal("upload.incomplete", 400)


def _shown(name: str) -> str:
    """Return a file's name as a page may show it: its end, in letters that do not act."""
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(letter if letter.isprintable() else "�" for letter in last)
    return shown if len(shown) <= _LONGEST_NAME else "…" + shown[-_LONGEST_NAME:]

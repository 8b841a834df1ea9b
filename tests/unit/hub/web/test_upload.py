"""What is handed in is read within bounds, and refused in a word as soon as it is too much."""

from collections.abc import Iterable

import httpx
import pytest
from starlette.requests import Request

from hub.api.problems import TransportRefusal
from hub.web.upload import LARGEST, Document, documents_of

Files = list[tuple[str, tuple[str, bytes]]]


class Sender:
    """A browser that sends a form in pieces; ``sent`` is how many octets were taken from it."""

    def __init__(self, body: Iterable[bytes], headers: dict[str, str]) -> None:
        self._body = iter(body)
        self._headers = headers
        self.sent = 0

    async def _receive(self) -> dict[str, object]:
        piece = next(self._body, None)
        self.sent += len(piece or b"")
        return {"type": "http.request", "body": piece or b"", "more_body": piece is not None}

    def request(self) -> Request:
        headers = [(name.encode(), value.encode()) for name, value in self._headers.items()]
        scope = {"type": "http", "method": "POST", "headers": headers}
        return Request(scope, self._receive)  # type: ignore[arg-type]  # a plain dictionary


def form(files: Files, texts: dict[str, str] | None = None) -> httpx.Request:
    """Return the request that a browser makes of a form."""
    return httpx.Request("POST", "http://hub/verify", files=files, data=texts or {})


async def taken(request: httpx.Request, piece: int = 1000) -> tuple[Document, ...]:
    """Return what the page takes from a request that comes in pieces."""
    body = request.read()
    pieces = (body[at : at + piece] for at in range(0, len(body), piece))
    return await documents_of(Sender(pieces, dict(request.headers)).request())


async def refusal(sender: Sender) -> tuple[str, int]:
    """Return the code and status with which a request is refused."""
    with pytest.raises(TransportRefusal) as refused:
        await documents_of(sender.request())
    return refused.value.code, refused.value.status


async def test_files_and_text_come_out_as_they_went_in() -> None:
    """A document would be changed on its way to the verifier, and found forged."""
    octets = bytes(range(256)) * 40
    files = [("file", ("a.pdf", octets)), ("file", ("b.xml", b"<a/>\r\n"))]
    for piece in (7, 1000, 100_000):
        found = await taken(form(files, {"text": "  PV1:AB \r\n"}), piece)
        assert [one.data for one in found] == [octets, b"<a/>\r\n", b"PV1:AB"]
        assert [one.name for one in found] == ["a.pdf", "b.xml", ""]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\papers\\گواهی.pdf", "گواهی.pdf"),
        ("a\u202efdp.exe", "a�fdp.exe"),
        ("x" * 300 + ".pdf", "…" + "x" * 76 + ".pdf"),
    ],
)
async def test_a_name_is_shown_as_it_is_and_short(name: str, shown: str) -> None:
    """A name would tell of somebody's folders, turn the page around, or fill it."""
    (found,) = await taken(form([("file", (name, b"x"))]))
    assert found.name == shown


async def test_nothing_chosen_is_told() -> None:
    """An empty form would be judged as a forged document."""
    for request in (form([("file", ("", b""))]), form([("file", ("", b""))], {"text": " \n"})):
        body = request.read()
        assert await refusal(Sender([body], dict(request.headers))) == ("upload.nothing", 400)


async def test_an_empty_file_is_still_a_file() -> None:
    """Somebody who chose an empty file would be told that he chose none."""
    assert await taken(form([("file", ("a.pdf", b""))])) == (Document("a.pdf", b""),)


async def test_a_declared_excess_is_refused_unread() -> None:
    """A gigabyte would be read to learn that it is too much."""
    headers = {"content-type": "multipart/form-data; boundary=x", "content-length": str(2**30)}
    sender = Sender([b"x" * 1000] * 3, headers)
    assert await refusal(sender) == ("upload.too-large", 413)
    assert sender.sent == 0


async def test_an_excess_that_nobody_declared_ends_at_the_bound() -> None:
    """A stream without end would fill memory and disk."""
    head = b'--x\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n'
    piece = b"y" * 65_536

    def endless() -> Iterable[bytes]:
        yield head
        while True:
            yield piece

    sender = Sender(endless(), {"content-type": "multipart/form-data; boundary=x"})
    assert await refusal(sender) == ("upload.too-large", 413)
    assert sender.sent <= LARGEST + 3 * len(piece)


async def test_the_largest_is_still_taken() -> None:
    """A document of exactly the bound that the page names would be refused."""
    (found,) = await taken(form([("file", ("a", bytes(LARGEST)))]), 1_000_000)
    assert len(found.data) == LARGEST


@pytest.mark.parametrize(
    ("body", "content_type", "code"),
    [
        (b"text=PV1", "application/x-www-form-urlencoded", ("upload.content-type", 415)),
        (b"", "", ("upload.content-type", 415)),
        (b"--y", "multipart/form-data", ("upload.incomplete", 400)),
        (b"nothing like it", "multipart/form-data; boundary=x", ("upload.incomplete", 400)),
        (b"--x\r\n\r\nabc\r\n--x--", "multipart/form-data; boundary=x", ("upload.incomplete", 400)),
    ],
)
async def test_what_is_no_form_is_told(
    body: bytes, content_type: str, code: tuple[str, int]
) -> None:
    """A damaged request would be an error of ours."""
    assert await refusal(Sender([body], {"content-type": content_type})) == code


@pytest.mark.parametrize("cut", [3, 40, 300])
async def test_a_form_that_is_cut_off_is_told(cut: int) -> None:
    """Somebody would be told that he chose no file, or that the first of two is all there was."""
    request = form([("file", ("a.xml", b"<a/>")), ("file", ("b.pdf", b"y" * 1000))])
    body = request.read()[:-cut]
    headers = {**request.headers, "content-length": str(len(body))}
    assert await refusal(Sender([body], headers)) == ("upload.incomplete", 400)


async def test_five_files_are_too_many() -> None:
    """One request would hold the desk for as long as it likes."""
    request = form([("file", (f"{n}.xml", b"<a/>")) for n in range(5)])
    sender = Sender([request.read()], dict(request.headers))
    assert await refusal(sender) == ("upload.too-many", 400)


async def test_a_browser_that_leaves_is_no_error() -> None:
    """Every closed tab would be an alarm in the log."""

    async def gone() -> dict[str, object]:
        return {"type": "http.disconnect"}

    headers = [(b"content-type", b"multipart/form-data; boundary=x")]
    scope = {"type": "http", "method": "POST", "headers": headers}
    with pytest.raises(TransportRefusal, match=r"upload\.incomplete"):
        await documents_of(Request(scope, gone))  # type: ignore[arg-type]  # a plain dictionary

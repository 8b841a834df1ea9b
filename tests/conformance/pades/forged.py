"""Ways to change a signed PDF: by the tools that people have, and by hand."""

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from typing import IO

import pypdfium2
from pyhanko.pdf_utils.generic import (
    ArrayObject,
    BooleanObject,
    DictionaryObject,
    IndirectObject,
    NumberObject,
    StreamObject,
    pdf_name,
    pdf_string,
)
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.pdf_byterange import DocumentTimestamp, SignatureObject

from signing.pades.cms import identity_of, signed_data
from signing.pades.update import Update, hollow
from signing.signer import Signer
from tests.kit.pki import World
from tests.vectors.certificates.samples import NOW

Change = Callable[[Update], None]


def updated(pdf: bytes, change: Change) -> bytes:
    """Return ``pdf`` with an incremental update that makes ``change``."""
    update = Update(pdf)
    change(update)
    return update.octets()


def saved_by_pdfium(pdf: bytes) -> bytes:
    """Return ``pdf`` as PDFium writes it anew."""
    return _saved(pdf, incremental=False)


def saved_by_pyhanko(pdf: bytes) -> bytes:
    """Return ``pdf`` with pyHanko's usual update, which touches the metadata alone."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    writer.update_root()
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _saved(pdf: bytes, *, incremental: bool) -> bytes:
    document, out = pypdfium2.PdfDocument(pdf), BytesIO()
    document.save(out, version=None, flags=1 if incremental else 2)
    document.close()
    return out.getvalue()


def countersigned(pdf: bytes, signer: Signer) -> bytes:
    """Return ``pdf`` with a second signature, sound in itself."""
    signature = SignatureObject(
        timestamp=NOW,
        subfilter=SigSeedSubFilter.PADES,
        bytes_reserved=2 * identity_of(signer).room,
    )
    prepared = hollow(Update(pdf), SigFieldSpec("Second"), signature)
    return prepared.fill(signed_data(prepared.digest, signer))


def stamped(pdf: bytes, change: Change, house: World, at: datetime) -> bytes:
    """Return ``pdf`` with a genuine time stamp whose update also makes ``change``."""

    class Forged(Update):
        def write(self, stream: IO[bytes]) -> None:
            change(self)
            super().write(stream)

    update = Forged(pdf)
    name = f"Timestamp{len(update.root['/AcroForm']['/Fields'])}"
    prepared = hollow(update, SigFieldSpec(name), DocumentTimestamp(bytes_reserved=16_384))
    return prepared.fill(house.token(prepared.digest, at))


def change_nothing(update: Update) -> None:
    """Leave an update as it is."""


def lay_a_note_in_the_field_s_place(update: Update) -> None:
    """Write a note, whole, where the page's list should name the stamp's field."""
    page = update.find_page_for_modification(0)[0].get_object()
    page["/Annots"][-1] = _note()


def spoil_the_size_of_the_page(update: Update) -> None:
    """Write truth values for the corner of the page, which Python takes for the same zeros."""
    page = update.find_page_for_modification(0)[0].get_object()
    page[pdf_name("/MediaBox")] = ArrayObject(
        [BooleanObject(False), BooleanObject(False), *list(page["/MediaBox"])[2:]]
    )


def lay_a_note_under_another_number(update: Update) -> None:
    """Let the page's list name an object that was signed for something else."""
    page = update.find_page_for_modification(0)[0].get_object()
    page["/Annots"][-1] = page.raw_get("/Contents")


def add_page(update: Update) -> None:
    """Append an empty page."""
    page = {pdf_name("/Type"): pdf_name("/Page"), pdf_name("/MediaBox"): _numbers(0, 0, 595, 842)}
    update.insert_page(DictionaryObject(page))


def swap_page(update: Update) -> None:
    """Draw something else on the first page."""
    reference = update.find_page_for_modification(0)[0]
    page = reference.get_object()
    page[pdf_name("/Contents")] = update.add_object(StreamObject(stream_data=b"q Q"))
    update.mark_update(reference)


def redraw_page(update: Update) -> None:
    """Replace what the first page draws, under its old number (a shadow attack)."""
    page = update.find_page_for_modification(0)[0].get_object()
    contents = page.raw_get("/Contents")
    update.objects[(0, contents.idnum)] = StreamObject(stream_data=b"q Q")


def add_annotation(update: Update) -> None:
    """Lay a note over the first page."""
    reference = update.find_page_for_modification(0)[0]
    update.register_annotation(reference, update.add_object(_note()))


def add_script(update: Update) -> None:
    """Let the document run a script when it is opened."""
    action = {pdf_name("/S"): pdf_name("/JavaScript"), pdf_name("/JS"): pdf_string("app.alert(1)")}
    update.root[pdf_name("/OpenAction")] = update.add_object(DictionaryObject(action))
    update.update_root()


def add_text_field(update: Update) -> None:
    """Add a form field with a value."""
    field = {
        pdf_name("/FT"): pdf_name("/Tx"),
        pdf_name("/T"): pdf_string("amount"),
        pdf_name("/V"): pdf_string("0"),
    }
    form = update.root["/AcroForm"]
    form["/Fields"].append(update.add_object(DictionaryObject(field)))
    update.update_container(form["/Fields"])


def give_signature_an_appearance(update: Update) -> None:
    """Draw over the page through the signature's own field."""
    widget = update.root["/AcroForm"]["/Fields"][0]
    update.objects[(0, widget["/AP"].raw_get("/N").idnum)] = StreamObject(
        {
            pdf_name("/Type"): pdf_name("/XObject"),
            pdf_name("/Subtype"): pdf_name("/Form"),
            pdf_name("/BBox"): _numbers(0, 0, 600, 800),
        },
        stream_data=b"0 0 600 800 re f",
    )


def swap_attachment(update: Update) -> None:
    """Attach another file under the certificate's name."""
    specification = update.root["/Names"]["/EmbeddedFiles"]["/Names"][1]
    stream = specification["/EF"].raw_get("/F")
    update.objects[(0, stream.idnum)] = StreamObject(stream_data=b"<Certificate/>")


def move_the_catalog(update: Update) -> None:
    """Point the document at a catalog of one's own (the trailer is not signed)."""
    update._root = update.add_object(DictionaryObject(dict(update.root)))
    update.trailer[pdf_name("/Root")] = update._root


def stuff_the_store(update: Update) -> None:
    """Put a stream of something else beside the validation data."""
    store = DictionaryObject({pdf_name("/Type"): pdf_name("/DSS")})
    store[pdf_name("/Certs")] = ArrayObject([update.add_object(StreamObject(stream_data=b"no"))])
    update.add_object(StreamObject(stream_data=b"hidden"))
    update.root[pdf_name("/DSS")] = update.add_object(store)
    update.update_root()


def keep_something_else_in_the_store(update: Update) -> None:
    """Give the security store an entry that none has."""
    store = update.root["/DSS"]
    store[pdf_name("/Hidden")] = update.add_object(StreamObject(stream_data=b"hidden"))
    update.update_container(store)


def empty_the_store(update: Update) -> None:
    """Take the validation data away again."""
    store = update.root["/DSS"]
    store[pdf_name("/CRLs")] = ArrayObject()
    update.update_container(store)


def show_the_stamp(update: Update) -> None:
    """Let the field of a time stamp cover the page."""
    reference = update.root["/AcroForm"]["/Fields"].raw_get(1)
    assert isinstance(reference, IndirectObject)
    reference.get_object()[pdf_name("/Rect")] = _numbers(0, 0, 600, 800)
    update.mark_update(reference)


def _note() -> DictionaryObject:
    """Return a note that covers a part of the page."""
    return DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/FreeText"),
            pdf_name("/Rect"): _numbers(100, 100, 300, 200),
            pdf_name("/Contents"): pdf_string("0"),
        }
    )


def _numbers(*values: int) -> ArrayObject:
    return ArrayObject([NumberObject(one) for one in values])

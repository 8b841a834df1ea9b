"""The door of receipts in the document."""

from collections.abc import Iterator
from typing import Final

from hub.api.openapi.parts import Operation, answer, text
from hub.api.openapi.refusals import IDENTITY, READ
from hub.api.receipts import PATH, XML

TAG: Final = "receipts"
_SAYS: Final = (
    "رسید امضاشدهٔ هر پاسخ یا امتناع، تنها برای همان دستگاه. شمارهٔ آن در سرآیند Receipt یا در خود "
    "رسید است.",
    "The signed receipt of an answer or a refusal, for its own consumer alone. Its number stands "
    "in the header `Receipt`, and in the receipt.",
)


def operations() -> Iterator[Operation]:
    """Yield how a receipt is read."""
    yield Operation(
        path=PATH,
        method="get",
        name="receipts.read",
        tag=TAG,
        summary=("یک رسید", "A receipt"),
        description=_SAYS,
        parameters=("receipt", "if-none-match", "traceparent"),
        answers={
            "200": answer("The receipt.", text("Signed XML."), XML, headers=("ETag",)),
            "304": answer("The caller has it already.", headers=("ETag",)),
        },
        refusals=("request.query", "receipt.unknown", *READ, *IDENTITY),
        secured=True,
    )

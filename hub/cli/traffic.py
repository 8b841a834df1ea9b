"""The lines of the register in the words of the policy."""

from hub.policy.agreements_model import Key, Task
from hub.policy.rehearsal import Asking
from hub.store.database import Row
from schemas.canonical.disclosure import Telling


def key_of(row: Row) -> Key:
    """Return the words under which a line's question was asked."""
    task = Task(row["task_kind"], row["task"])
    return Key(row["consumer"], task, row["purpose"], row["provider"])


def asking_of(row: Row) -> Asking:
    """Return a line as a rehearsal takes it."""
    return Asking(
        question=row["question"],
        key=key_of(row),
        asked_at=row["asked_at"],
        asked=tuple(row["asked"]),
        outcome=Telling(row["outcome"]),
        reason=row["reason"],
        told=row["told"],
        withheld=tuple(row["withheld"]),
        signed=row["signed"],
    )

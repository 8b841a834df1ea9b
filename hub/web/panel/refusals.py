"""What the panel refuses, and why, by the name of the sentence that says so."""


class PanelRefused(Exception):
    """A request that the panel does not follow; ``why`` names its words in ``panel_refused``.

    Nothing of the request is in it.
    """

    def __init__(self, why: str, status: int) -> None:
        super().__init__(why)
        self.why = why
        self.status = status


def nothing() -> PanelRefused:
    """Return the refusal of what is not there, or is none of the operator's business."""
    return PanelRefused("nothing", 404)

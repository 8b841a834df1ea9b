"""Which room a sampled stack is given to."""

from benchmarks.rooms import room_of, shares

DOOR = "SoapDoor.receive (/src/hub/api/soap.py)"
VERIFY = "verify (/src/signing/verify/wss/message.py)"
PARSE = "parse (/src/schemas/xml.py)"
OPEN = "Cases.open (/src/hub/store/cases.py)"
ROWS = "_rows (/src/hub/store/cases.py)"


def test_the_innermost_room_counts_and_shared_helpers_go_to_their_caller() -> None:
    """The door would be blamed for all that happens behind it, or the parser for everything."""
    assert room_of([PARSE, VERIFY, DOOR]) == "door: signature verified"
    assert room_of([PARSE, DOOR]) == "door: parsing and the rest"
    assert room_of([ROWS, OPEN, "Road.travel (/src/hub/pipeline.py)"]) == "store: case opened"
    assert room_of([]) == "event loop and what it calls"


def test_shares_add_up_to_the_whole() -> None:
    """Microseconds would be lost, or counted twice."""
    found = shares([f"main (x);{DOOR};{VERIFY} 3", f"main (x);{DOOR} 1"])
    assert found == {"door: signature verified": 0.75, "door: parsing and the rest": 0.25}

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from hub.store.embedded.place import _socket_folder

HOME = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=200).map(
    lambda name: Path("/srv") / name
)


@given(HOME)
def test_socket_path_is_short_and_needs_no_quoting(home: Path) -> None:
    """A deep or a Persian data directory would have no door: a socket's name has 107 bytes."""
    folder = str(_socket_folder(home))
    assert len(f"{folder}/.s.PGSQL.5432".encode()) <= 103
    assert not set(folder) & set(" ,%'\"\\?&=#:@\n")
    assert folder.isascii()
    assert _socket_folder(home) == Path(folder)


@given(HOME, HOME)
def test_two_homes_have_two_sockets(one: Path, two: Path) -> None:
    """Two copies of the house would speak to one database."""
    assert (_socket_folder(one) == _socket_folder(two)) == (one == two)

"""The file of the venues: whole, private, open to an editor, never in the way."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from trainer_tui.domain.errors import StoreError
from trainer_tui.domain.venues import Venue, VenueBook
from trainer_tui.storage.venues import VenueFile

FIELD = Venue("Home “field”", 'Say "12 School Rd"', "North\\South", "Gym\x7f door", "", "General é", "911")


def test_what_was_written_is_read_back_by_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "venues.toml"
    VenueFile(path).save(VenueBook((FIELD, Venue("Pool")), "Pool"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    book = VenueFile(path).load()
    assert book == VenueBook((FIELD, Venue("Pool")), "Pool")


def test_no_file_is_an_empty_book(tmp_path: Path) -> None:
    assert VenueFile(tmp_path / "venues.toml").load() == VenueBook()


@pytest.mark.parametrize(
    "text",
    ["x = [", "venue = 3", "\x00", '[[venue]]\nname = "Pool"\n[[venue]]\nname = "Pool"', "[[venue]]\n"],
)
def test_a_file_that_is_not_as_it_should_be_is_a_sentence_and_is_kept_aside_when_written(
    tmp_path: Path, text: str
) -> None:
    path = tmp_path / "venues.toml"
    path.write_text(text, encoding="utf-8")
    file = VenueFile(path)
    [problem] = file.load().problems
    assert str(path) in problem
    file.save(file.load().put(FIELD))
    assert (tmp_path / "venues.toml.damaged").read_text(encoding="utf-8") == text
    assert file.load().problems == ()
    assert FIELD in file.load().venues


def test_one_bad_venue_leaves_the_others(tmp_path: Path) -> None:
    path = tmp_path / "venues.toml"
    path.write_text('[[venue]]\nname = 3\n[[venue]]\nname = "Pool"\nextra = "x"\n[[venue]]\nname = "Gym"\n')
    book = VenueFile(path).load()
    assert [venue.name for venue in book.venues] == ["Gym"]
    assert len(book.problems) == 2
    assert "venue 1" in book.problems[0]


def test_bytes_that_are_no_text_are_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "venues.toml"
    path.write_bytes(b"name = '\xff'")
    assert "cannot be read" in VenueFile(path).load().problems[0]
    path.unlink()
    path.mkdir()
    assert "cannot be read" in VenueFile(path).load().problems[0]


def test_a_disk_that_refuses_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="plans of the venues"):
        VenueFile(tmp_path / "file" / "venues.toml").save(VenueBook((FIELD,)))

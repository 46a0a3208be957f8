"""Protocols among the content files: compiled, checked, and not for packs to change."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sample_library import write, write_library
from tests.sample_protocol import WALK, steps
from trainer_tui.domain.errors import TrainerError
from trainer_tui.storage.content import ContentLibrary


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = write_library(tmp_path / "library")
    write(root / "protocols" / "knee-return.toml", steps())
    return root


def test_protocols_come_out_of_the_compiled_library_as_they_went_in(root: Path, tmp_path: Path) -> None:
    first = ContentLibrary(root, cache_dir=tmp_path / "cache").protocols()
    again = ContentLibrary(root, cache_dir=tmp_path / "cache").protocols()
    assert list(first) == ["knee-return"]
    assert first == again


def test_a_changed_protocol_is_read_again(root: Path, tmp_path: Path) -> None:
    assert ContentLibrary(root, cache_dir=tmp_path / "cache").protocols()["knee-return"].version == 2
    write(root / "protocols" / "knee-return.toml", steps(version=30, name="Another name"))
    assert ContentLibrary(root, cache_dir=tmp_path / "cache").protocols()["knee-return"].version == 30


def test_a_library_without_protocols_has_none(tmp_path: Path) -> None:
    library = ContentLibrary(write_library(tmp_path / "library"))
    assert (library.protocols(), library.protocol_labels("knee-ache")) == ({}, [])


def test_a_mistake_in_a_shipped_protocol_is_named(root: Path) -> None:
    write(root / "protocols" / "knee-return.toml", steps(stages=[{**WALK, "gates": []}]))
    with pytest.raises(TrainerError, match=r"protocols/knee-return\.toml:\d+: stages “walk” gates: is empty"):
        ContentLibrary(root).protocols()


def test_a_protocol_cut_in_half_is_named(root: Path) -> None:
    path = root / "protocols" / "knee-return.toml"
    path.write_text(path.read_text(encoding="utf-8")[:200], encoding="utf-8")
    with pytest.raises(TrainerError, match=r"protocols/knee-return\.toml:7: is not valid TOML"):
        ContentLibrary(root).protocols()


def test_a_pack_cannot_bring_a_protocol_and_is_told_so(root: Path, tmp_path: Path) -> None:
    write(tmp_path / "pack" / "protocols" / "mine.toml", steps(id="mine"))
    library = ContentLibrary(root, packs=[tmp_path / "pack"])
    assert list(library.protocols()) == ["knee-return"]
    assert library.report == (
        "Left out of the pack “pack”: pack/protocols/mine.toml: "
        "is passed over; a pack cannot change rules, findings, sweeps or protocols.",
    )


def test_the_lint_reads_the_protocols_of_a_library(root: Path) -> None:
    assert ContentLibrary(root).lint() == []
    write(root / "protocols" / "knee-return.toml", steps(conditions=["nowhere"]))
    assert [finding.sentence for finding in ContentLibrary(root).lint()] == [
        "library/protocols/knee-return.toml:5: conditions: “nowhere” is neither a page nor a named condition."
    ]


def test_a_single_protocol_file_is_checked_as_one_and_not_as_a_page(root: Path, tmp_path: Path) -> None:
    good = write(tmp_path / "protocols" / "knee-return.toml", steps())
    assert ContentLibrary(root).lint([good]) == []
    bad = write(tmp_path / "protocols" / "knee-return.toml", steps(stages=[{**WALK, "sources": ["B99"]}]))
    assert [finding.problem for finding in ContentLibrary(root).lint([bad])] == [
        "“B99” is not in the bibliography; add it to sources.toml."
    ]


def test_a_page_learns_the_names_of_its_protocols_without_reading_them(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ContentLibrary(root, cache_dir=tmp_path / "cache").catalogue()
    library = ContentLibrary(root, cache_dir=tmp_path / "cache")
    monkeypatch.setattr(ContentLibrary, "protocols", None)
    assert [(label.id, label.text) for label in library.protocol_labels("knee-ache")] == [
        ("knee-return", "Return with a knee")
    ]
    assert library.protocol_labels("hip-ache") == []

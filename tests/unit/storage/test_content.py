"""The library on disk: loading, packs, the compiled index, and files that nobody should have to trust."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sample_library import (
    EXAMPLES,
    FINDINGS,
    KNEE,
    NAMED,
    RULES,
    SOURCES,
    SWEEP,
    Table,
    condition,
    knee,
    statement,
    urgency,
    write,
    write_library,
)
from trainer_tui.domain.errors import NotFound, TrainerError
from trainer_tui.storage import content_build
from trainer_tui.storage.content import ContentLibrary
from trainer_tui.storage.content_build import load_rules, load_sweeps
from trainer_tui.storage.content_cache import FILE_NAME
from trainer_tui.storage.content_check import lint_paths
from trainer_tui.storage.content_files import Folder
from trainer_tui.storage.shelf import Shelf, read_shelf

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="file modes and pipes of POSIX")


NEXT_IS_KNEE = statement("next", "Order of pages.", type="next", to="knee-ache")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A library of two pages."""
    return write_library(tmp_path / "library")


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """A folder for the compiled index that does not exist yet."""
    return tmp_path / "cache" / "deep"


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The folders that were read file by file instead of from the compiled index."""
    seen: list[str] = []

    def recording(folder: Folder) -> Shelf:
        seen.append(folder.root.name)
        return read_shelf(folder)

    monkeypatch.setattr(content_build, "read_shelf", recording)
    return seen


def without_lines(sentence: str) -> str:
    """Return a sentence without the line of the file, which has its own tests."""
    return re.sub(r"(\.toml):\d+", r"\1", sentence)


def write_pack(folder: Path, *pages: Table) -> Path:
    """Write a pack of pages and return its folder."""
    folder.mkdir(exist_ok=True)
    for page in pages:
        write(folder / "conditions" / f"{page['id']}.toml", page)
    return folder


# Loading


def test_a_library_is_loaded_with_pages_named_conditions_and_bibliography(root: Path) -> None:
    library = ContentLibrary(root)
    assert list(library.catalogue().entries) == ["hip-ache", "knee-ache"]
    assert list(library.catalogue().named) == ["joint-infection"]
    assert library.bibliography()["B02*"].title == "On hips, as quoted"
    assert library.condition("knee-ache").sections["causes"][0].name == "Overload"
    assert library.report == ()


def test_nothing_is_read_before_it_is_asked_for(tmp_path: Path) -> None:
    library = ContentLibrary(tmp_path / "nowhere")
    with pytest.raises(
        TrainerError, match=r"The reference library is missing\. There is no folder .*nowhere"
    ):
        library.catalogue()


def test_a_condition_without_a_page_is_not_found(root: Path) -> None:
    with pytest.raises(NotFound, match="no page for “joint-infection”"):
        ContentLibrary(root).condition("joint-infection")


def test_rules_findings_and_sweeps_come_as_their_tables(root: Path, cache: Path) -> None:
    for library in (
        ContentLibrary(root),
        ContentLibrary(root, cache_dir=cache),
        ContentLibrary(root, cache_dir=cache),
    ):
        assert library.rules() == (RULES, {"finding": FINDINGS})
        assert library.sweeps() == {"knee": SWEEP}
    assert load_rules(root) == (RULES, {"finding": FINDINGS})
    assert load_sweeps(root) == {"knee": SWEEP}


@pytest.mark.parametrize("name", ["red_flags.toml", "findings.toml"])
def test_broken_rules_leave_the_pages_readable_and_are_named_when_needed(root: Path, name: str) -> None:
    (root / name).write_text("rule = [")
    library = ContentLibrary(root)
    if name == "red_flags.toml":
        assert library.condition("knee-ache").name == "Knee Ache"
    with pytest.raises(TrainerError, match=f"{name}:1: is not valid TOML"):
        library.rules()


def test_missing_rules_are_named(root: Path) -> None:
    (root / "red_flags.toml").unlink()
    with pytest.raises(TrainerError, match=r"library/red_flags.toml: cannot be read"):
        ContentLibrary(root).rules()


@pytest.mark.parametrize(
    ("file", "content", "expected"),
    [
        ("conditions/knee-ache.toml", b"name = ", "library/conditions/knee-ache.toml: is not valid TOML"),
        (
            "conditions/knee-ache.toml",
            b'name = "\xff"',
            "library/conditions/knee-ache.toml: is not UTF-8 at byte 8",
        ),
        ("conditions/knee-ache.toml", b"schema = 1\n", "library/conditions/knee-ache.toml: id: is missing"),
        ("conditions/knee-ache.toml", b"x = " + b"[" * 5_000, "library/conditions/knee-ache.toml: is n"),
        ("sources.toml", b'[[source]]\nid = "B01"\n', "library/sources.toml: “B01” authors: is missing"),
        ("sources.toml", b"source = 3", "library/sources.toml: source: must be tables"),
        ("sources.toml", b"[[sources]]", "library/sources.toml: sources: is an unknown key"),
        (
            "named_conditions.toml",
            b'[[condition]]\nid = "a"\n',
            "library/named_conditions.toml: “a” name: is missing",
        ),
    ],
)
def test_a_broken_shipped_file_is_a_sentence_with_its_place(
    root: Path, file: str, content: bytes, expected: str
) -> None:
    (root / file).write_bytes(content)
    with pytest.raises(TrainerError) as caught:
        ContentLibrary(root).catalogue()
    assert without_lines(caught.value.message).startswith(f"The reference library cannot be read. {expected}")


def test_a_file_of_ten_megabytes_is_refused_unread(root: Path) -> None:
    (root / "conditions" / "huge.toml").write_bytes(b"#" * 10_000_000)
    with pytest.raises(TrainerError, match=r"huge.toml: is larger than 1,000,000 bytes; split it"):
        ContentLibrary(root).catalogue()


@posix_only
def test_a_pipe_in_place_of_a_file_is_refused_without_waiting(root: Path) -> None:
    os.mkfifo(root / "conditions" / "pipe.toml")
    with pytest.raises(TrainerError, match=r"pipe.toml: is not a plain file"):
        ContentLibrary(root).catalogue()


def test_a_folder_in_place_of_a_file_and_a_dangling_link_are_refused(root: Path) -> None:
    (root / "conditions" / "folder.toml").mkdir()
    with pytest.raises(TrainerError, match=r"folder.toml: is not a plain file"):
        ContentLibrary(root).catalogue()


@posix_only
def test_a_link_that_leads_nowhere_is_a_sentence(root: Path) -> None:
    (root / "conditions" / "gone.toml").symlink_to(root / "nowhere")
    with pytest.raises(TrainerError, match=r"gone.toml: cannot be read: No such file"):
        ContentLibrary(root).catalogue()


def test_a_file_as_editors_on_windows_save_it_is_read(root: Path) -> None:
    file = root / "conditions" / "knee-ache.toml"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    assert ContentLibrary(root).condition("knee-ache").name == "Knee Ache"


def test_files_of_editors_are_passed_over(root: Path) -> None:
    for name in (".#knee-ache.toml", ".hidden.toml", "knee-ache.toml~", "notes.txt"):
        (root / "conditions" / name).write_text("not toml [")
    assert list(ContentLibrary(root).catalogue().entries) == ["hip-ache", "knee-ache"]


# Packs


def test_a_pack_adds_pages_that_are_shown_as_local_and_linked_both_ways(root: Path, tmp_path: Path) -> None:
    page = condition("our-drill-knee", links=[statement("a", type="mimic", to="knee-ache")])
    library = ContentLibrary(root, packs=[write_pack(tmp_path / "pack", page)])
    assert library.catalogue().entries["our-drill-knee"].local
    assert library.condition("our-drill-knee").local
    assert not library.condition("knee-ache").local
    assert "our-drill-knee" in [link.to for link in library.catalogue().links["knee-ache"]]
    assert library.report == ()


def test_a_pack_may_keep_its_pages_beside_its_tables_and_bring_sources(root: Path, tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    write(pack / "our-knee.toml", condition("our-knee", summary=[statement("a") | {"sources": ["LOCAL1"]}]))
    write(pack / "sources.toml", {"source": [SOURCES[0] | {"id": "LOCAL1"}]})
    write(pack / "named_conditions.toml", {"condition": [NAMED | {"id": "our-named"}]})
    library = ContentLibrary(root, packs=[pack])
    assert "our-knee" in library.catalogue().entries
    assert "our-named" in library.catalogue().named
    assert "LOCAL1" in library.bibliography()
    assert library.report == ()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"name = ", "pack/conditions/bad.toml: is not valid TOML"),
        (b'name = "\xff\xfe"', "pack/conditions/bad.toml: is not UTF-8"),
        (b"#" * 10_000_000, "pack/conditions/bad.toml: is larger than 1,000,000 bytes"),
        (b"", "pack/conditions/bad.toml: schema: is missing"),
        (b'\x1b]0;owned\x07 = "x"', "pack/conditions/bad.toml: is not valid TOML"),
        (b'name = "\\u001b[2J"', "pack/conditions/bad.toml: schema: is missing"),
        (b"[[[[", "pack/conditions/bad.toml: is not valid TOML"),
    ],
)
def test_one_broken_pack_file_takes_nothing_else_down(
    root: Path, tmp_path: Path, content: bytes, expected: str
) -> None:
    pack = write_pack(tmp_path / "pack", condition("our-knee"))
    (pack / "conditions" / "bad.toml").write_bytes(content)
    library = ContentLibrary(root, packs=[pack])
    assert list(library.catalogue().entries) == ["hip-ache", "knee-ache", "our-knee"]
    assert without_lines(library.report[0]).startswith(f"Left out of the pack “pack”: {expected}")
    assert all(sentence.isprintable() for sentence in library.report)


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (condition("bad", summary=[statement("a") | {"sources": []}]), "summary a sources: is empty"),
        (condition("bad", summary=[statement("a") | {"sources": ["B99"]}]), "summary a sources: “B99”"),
        (condition("bad", summary=[statement("a", "Take 5 mg.")]), "summary a text: “5 mg”"),
        (condition("bad", links=[statement("a", type="mimic", to="nowhere")]), "links a to: “nowhere”"),
        (condition("bad", symptoms=[statement("a", "Loss of bladder or bowel control")]), "symptoms a: "),
        (condition("bad", name="\x1b[31mRed\x1b[0m"), "name: holds a control or invisible character"),
    ],
)
def test_a_pack_is_held_to_the_same_checks(root: Path, tmp_path: Path, page: Table, expected: str) -> None:
    library = ContentLibrary(root, packs=[write_pack(tmp_path / "pack", page, condition("our-knee"))])
    assert list(library.catalogue().entries) == ["hip-ache", "knee-ache", "our-knee"]
    assert len(library.report) == 1
    assert without_lines(library.report[0]).startswith(
        f"Left out of the pack “pack”: pack/conditions/bad.toml: {expected}"
    )
    assert library.report[0].isprintable()


def test_a_pack_cannot_replace_what_is_shipped(root: Path, tmp_path: Path) -> None:
    pack = write_pack(tmp_path / "pack", knee(name="Harmless"))
    write(pack / "sources.toml", {"source": [SOURCES[0] | {"title": "Changed"}]})
    write(pack / "named_conditions.toml", {"condition": [NAMED | {"tier": "ROUTINE"}]})
    write(pack / "red_flags.toml", RULES | {"rule": []})
    library = ContentLibrary(root, packs=[pack])
    assert library.condition("knee-ache").name == "Knee Ache"
    assert library.bibliography()["B01"].title == "On knees"
    assert library.catalogue().named["joint-infection"].tier == "SAME_DAY"
    assert library.rules()[0] == RULES
    assert [
        sentence.removeprefix("Left out of the pack “pack”: ")
        for sentence in map(without_lines, library.report)
    ] == [
        "pack/red_flags.toml: is passed over; a pack cannot change rules, findings, sweeps or protocols.",
        "pack/sources.toml: B01: is in the bibliography already; give yours another id.",
        "pack/conditions/knee-ache.toml: id knee-ache: "
        "stands in library/conditions/knee-ache.toml too; a condition has one page.",
        "pack/named_conditions.toml: joint-infection: stands in the library already; remove it here.",
    ]


def test_a_page_that_leads_to_a_refused_one_stays_and_the_link_goes(root: Path, tmp_path: Path) -> None:
    good = condition("good", links=[statement("a", type="mimic", to="bad")])
    bad = condition("bad", summary=[statement("a", "Take 5 mg.")])
    library = ContentLibrary(root, packs=[write_pack(tmp_path / "pack", good, bad)])
    assert "good" in library.catalogue().entries
    assert "good" not in library.catalogue().links
    assert len(library.report) == 1


def test_a_missing_pack_is_reported_and_the_others_are_read(root: Path, tmp_path: Path, cache: Path) -> None:
    pack = write_pack(tmp_path / "pack", condition("our-knee"))
    for _ in range(2):
        library = ContentLibrary(root, packs=[tmp_path / "nowhere", pack], cache_dir=cache)
        assert "our-knee" in library.catalogue().entries
        assert library.report == (f"A pack was left out. There is no folder {tmp_path / 'nowhere'}.",)


def test_the_same_condition_in_two_packs_is_shown_from_the_first(root: Path, tmp_path: Path) -> None:
    packs = [
        write_pack(tmp_path / name, condition("our-knee", name=f"From {name}")) for name in ("one", "two")
    ]
    library = ContentLibrary(root, packs=packs)
    assert library.condition("our-knee").name == "From one"
    assert len(library.report) == 1


# The compiled index


def test_a_second_start_parses_no_content_file(root: Path, cache: Path, parsed: list[str]) -> None:
    first = ContentLibrary(root, cache_dir=cache)
    catalogue, page = first.catalogue(), first.condition("knee-ache")
    words, sources = first.words().to_json(), first.bibliography()
    assert parsed == ["library"]
    again = ContentLibrary(root, cache_dir=cache)
    assert (again.catalogue(), again.condition("knee-ache")) == (catalogue, page)
    assert (again.words().to_json(), again.bibliography()) == (words, sources)
    assert parsed == ["library"]


def test_reading_from_the_index_loads_nothing_that_reads_toml(root: Path, cache: Path) -> None:
    ContentLibrary(root, cache_dir=cache).catalogue()
    program = (
        "import sys; from pathlib import Path; from trainer_tui.storage.content import ContentLibrary;"
        f"library = ContentLibrary(Path({str(root)!r}), cache_dir=Path({str(cache)!r}));"
        "library.condition('knee-ache'); library.rules(); library.sweeps(); library.words();"
        "print([name for name in sys.modules if name in ('tomllib', 'trainer_tui.storage.content_build')])"
    )
    checkout = Path(__file__).parents[3]
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=checkout
    )
    assert ran.stdout.strip() == "[]"


def test_without_a_folder_for_it_no_index_is_kept(root: Path, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    ContentLibrary(root).catalogue()
    assert sorted(tmp_path.rglob("*")) == before


@posix_only
def test_the_index_is_for_its_owner_alone(root: Path, cache: Path) -> None:
    ContentLibrary(root, cache_dir=cache).catalogue()
    assert stat.S_IMODE((cache / FILE_NAME).stat().st_mode) == 0o600
    assert stat.S_IMODE(cache.stat().st_mode) == 0o700
    assert [path.name for path in cache.iterdir()] == [FILE_NAME]


def _change(root: Path) -> None:
    write(root / "conditions" / "knee-ache.toml", knee(name="Knee pain of another name"))


def _touch(root: Path) -> None:
    file = root / "conditions" / "knee-ache.toml"
    found = file.stat()
    os.utime(file, ns=(found.st_atime_ns, found.st_mtime_ns + 1))


def _add(root: Path) -> None:
    write(root / "conditions" / "new-page.toml", condition("new-page"))


def _remove(root: Path) -> None:
    (root / "conditions" / "hip-ache.toml").unlink()
    write(root / "conditions" / "knee-ache.toml", knee(links=[]))


@pytest.mark.parametrize("change", [_change, _touch, _add, _remove])
def test_a_changed_file_is_seen_at_the_next_start(
    root: Path, cache: Path, parsed: list[str], change: object
) -> None:
    assert callable(change)
    ContentLibrary(root, cache_dir=cache).catalogue()
    change(root)
    changed = ContentLibrary(root, cache_dir=cache)
    assert changed.catalogue() == ContentLibrary(root).catalogue()
    assert parsed.count("library") == 3


def test_adding_a_pack_is_a_change_and_what_it_left_out_is_remembered(
    root: Path, tmp_path: Path, cache: Path, parsed: list[str]
) -> None:
    ContentLibrary(root, cache_dir=cache).catalogue()
    pack = write_pack(tmp_path / "pack", condition("our-knee"), condition("bad", name=""))
    reports = [ContentLibrary(root, packs=[pack], cache_dir=cache).report for _ in range(2)]
    assert reports[0] == reports[1]
    assert len(reports[0]) == 1
    assert parsed == ["library", "library", "pack"]


def test_the_index_of_another_folder_is_not_taken(tmp_path: Path, cache: Path) -> None:
    one = write_library(tmp_path / "one")
    two = write_library(tmp_path / "two", knee(name="Other name"), condition("hip-ache"))
    for name in ("conditions/knee-ache.toml", "conditions/hip-ache.toml"):
        found = (one / name).stat()
        os.utime(two / name, ns=(found.st_atime_ns, found.st_mtime_ns))
    ContentLibrary(one, cache_dir=cache).catalogue()
    assert ContentLibrary(two, cache_dir=cache).condition("knee-ache").name == "Other name"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}\n",
        b"not json\n",
        b"[]\n",
        b"null\n",
        b'{"kind": "something else", "format": 1, "key": "", "parts": {}}\n',
        b"\xff\xfe\x00",
        b"x" * 1_000_000,
        b"[" * 100_000 + b"\n",
    ],
)
def test_a_foreign_index_is_ignored_and_replaced(root: Path, cache: Path, content: bytes) -> None:
    cache.mkdir(parents=True)
    (cache / FILE_NAME).write_bytes(content)
    expected = ContentLibrary(root).catalogue()
    assert ContentLibrary(root, cache_dir=cache).catalogue() == expected
    assert (cache / FILE_NAME).read_bytes() != content


def test_an_index_that_is_cut_or_changed_anywhere_never_shows_something_else(root: Path, cache: Path) -> None:
    def everything(library: ContentLibrary) -> tuple[object, ...]:
        pages = [library.condition(ident) for ident in library.catalogue().entries]
        index, sources = library.words().to_json(), library.bibliography()
        return library.catalogue(), pages, index, sources, library.rules(), library.sweeps(), library.report

    expected = everything(ContentLibrary(root, cache_dir=cache))
    intact = (cache / FILE_NAME).read_bytes()
    for at in range(0, len(intact), 97):
        for damaged in (intact[:at], intact[:at] + bytes([intact[at] ^ 0x15]) + intact[at + 1 :]):
            (cache / FILE_NAME).write_bytes(damaged)
            assert everything(ContentLibrary(root, cache_dir=cache)) == expected


def test_an_index_damaged_while_the_app_runs_is_built_again(
    root: Path, cache: Path, parsed: list[str]
) -> None:
    ContentLibrary(root, cache_dir=cache).catalogue()
    library = ContentLibrary(root, cache_dir=cache)
    library.catalogue()
    (cache / FILE_NAME).unlink()
    assert library.condition("knee-ache").name == "Knee Ache"
    assert parsed == ["library", "library"]


def test_a_page_that_vanished_while_the_app_runs_is_a_sentence(root: Path, cache: Path) -> None:
    ContentLibrary(root, cache_dir=cache).catalogue()
    library = ContentLibrary(root, cache_dir=cache)
    library.catalogue()
    _remove(root)
    (cache / FILE_NAME).unlink()
    with pytest.raises(TrainerError, match="changed while it was open; start the app again"):
        library.condition("hip-ache")


def test_a_folder_that_cannot_hold_the_index_is_no_error(root: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    for _ in range(2):
        library = ContentLibrary(root, cache_dir=tmp_path / "file" / "cache")
        assert library.condition("knee-ache").name == "Knee Ache"


def test_a_date_written_as_a_date_survives_the_index(root: Path, cache: Path) -> None:
    file = root / "conditions" / "knee-ache.toml"
    text = file.read_text(encoding="utf-8").replace('"reviewed_on" = ""', '"reviewed_on" = 2026-01-02')
    file.write_text(text.replace('"reviewed_by" = ""', '"reviewed_by" = "Dr. Ito"'), encoding="utf-8")
    for _ in range(2):
        page = ContentLibrary(root, cache_dir=cache).condition("knee-ache")
        assert page.review.statement == "Reviewed by Dr. Ito on 2026-01-02"


# Checking


def sentences(paths: list[Path], root: Path) -> list[str]:
    return [without_lines(finding.sentence) for finding in lint_paths(paths, root)]


def test_a_sound_library_and_a_sound_pack_have_nothing_to_complain_about(root: Path, tmp_path: Path) -> None:
    pack = write_pack(tmp_path / "pack", condition("our-knee"))
    assert sentences([], root) == []
    assert sentences([root], root) == []
    assert sentences([pack], root) == []
    assert sentences([root / "conditions" / "knee-ache.toml", root / "sources.toml"], root) == []
    assert (
        sentences([root / "sweeps" / "knee.toml", root / "red_flags.toml", root / "findings.toml"], root)
        == []
    )


def test_a_single_file_is_checked_as_if_it_took_the_place_of_the_shipped_one(
    root: Path, tmp_path: Path
) -> None:
    draft = write(tmp_path / "drafts" / "knee-ache.toml", knee(name="Knee ache, better"))
    assert sentences([draft], root) == []
    write(draft, knee(summary=[statement("a", "Take 5 mg.")]))
    assert sentences([draft], root) == [
        "knee-ache.toml: summary a text: “5 mg” reads as a drug quantity; reword the sentence without it."
    ]


def test_a_file_that_is_no_toml_is_a_finding(root: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_bytes(b"\xff")
    assert sentences([bad], root) == ["bad.toml: is not UTF-8 at byte 0; save it as UTF-8."]


def test_a_path_that_does_not_exist_is_not_found(root: Path, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"There is no file or folder .*nowhere.toml"):
        lint_paths([tmp_path / "nowhere.toml"], root)


def test_a_library_of_its_own_is_not_helped_by_the_shipped_one(root: Path, tmp_path: Path) -> None:
    other = write_library(tmp_path / "other", knee(links=[]))
    write(other / "sources.toml", {"source": [SOURCES[1], SOURCES[2]]})
    found = sentences([other], root)
    assert found
    assert all("“B01” is not in the bibliography" in sentence for sentence in found)


def test_a_pack_that_repeats_a_shipped_condition_is_told_so(root: Path, tmp_path: Path) -> None:
    pack = write_pack(tmp_path / "pack", KNEE)
    assert sentences([pack], root) == [
        "pack/conditions/knee-ache.toml: id knee-ache: "
        "stands in library/conditions/knee-ache.toml too; a condition has one page."
    ]


def test_a_condition_that_stands_in_two_files_is_refused(root: Path) -> None:
    write(root / "conditions" / "copy.toml", KNEE)
    assert sentences([], root) == [
        "library/conditions/copy.toml: id: “knee-ache” must be the file's name; rename the file or the id.",
        "library/conditions/knee-ache.toml: id knee-ache: "
        "stands in library/conditions/copy.toml too; a condition has one page.",
    ]


def test_ids_that_stand_twice_in_a_table_are_refused(root: Path) -> None:
    write(root / "sources.toml", {"source": [*SOURCES, SOURCES[0]]})
    write(root / "named_conditions.toml", {"condition": [NAMED, NAMED]})
    assert sentences([], root) == [
        "library/sources.toml: B01: stands 2 times; an id is used once.",
        "library/named_conditions.toml: joint-infection: stands 2 times; an id is used once.",
    ]


def test_a_named_condition_with_a_page_of_its_own_is_refused(root: Path) -> None:
    write(root / "conditions" / "joint-infection.toml", condition("joint-infection"))
    assert sentences([], root) == [
        "library/named_conditions.toml: joint-infection: stands in the library already; remove it here."
    ]


@pytest.mark.parametrize("name", ["sources.toml", "findings.toml", "red_flags.toml", "rule_examples.toml"])
def test_a_library_without_one_of_its_tables_is_told_so(root: Path, name: str) -> None:
    (root / name).unlink()
    assert f"library/{name}: is missing." in sentences([], root)


@pytest.mark.parametrize(
    "name",
    [
        "sweeps/knee.toml",
        "red_flags.toml",
        "rule_examples.toml",
        "findings.toml",
        "conditions/knee-ache.toml",
    ],
)
def test_any_broken_file_of_a_library_is_found_once(root: Path, name: str) -> None:
    (root / name).write_text("a = [")
    assert len([s for s in sentences([], root) if f"library/{name}: is not valid TOML" in s]) == 1


def test_a_rule_without_a_tier_is_refused_in_its_file(root: Path) -> None:
    write(root / "red_flags.toml", RULES | {"rule": [{"id": "RF-01", "version": 1, "when": "foot_cold"}]})
    found = lint_paths([], root)
    assert {(finding.file, finding.place.split()[1]) for finding in found} == {
        ("library/red_flags.toml", "“RF-01”"),
        ("library/red_flags.toml", "regions"),
    }
    assert "rule “RF-01” tier" in [finding.place for finding in found]


def test_an_example_that_its_rule_does_not_keep_is_refused_in_its_file(root: Path) -> None:
    write(root / "rule_examples.toml", {"rule": [EXAMPLES["rule"][0] | {"negative": [{"foot_cold": True}]}]})
    said = "library/rule_examples.toml: RF-01 negative 1: is positive by “foot_cold”; correct one of the two."
    assert sentences([], root) == [said]


def test_a_changed_rule_alone_is_checked_against_the_shipped_examples(root: Path, tmp_path: Path) -> None:
    changed = {"rule": [RULES["rule"][0] | {"when": "limb_weakness"}]}
    draft = write(tmp_path / "red_flags.toml", RULES | changed)
    assert "is undecided by “limb_weakness”" in sentences([draft], root)[0]
    assert all("rule_examples.toml: RF-01 " in sentence for sentence in sentences([draft], root))


def test_examples_alone_are_checked_against_the_shipped_rules(root: Path, tmp_path: Path) -> None:
    draft = write(tmp_path / "rule_examples.toml", {"rule": [EXAMPLES["rule"][0] | {"positive": [{}]}]})
    assert sentences([draft], root) == [
        "rule_examples.toml: RF-01 positive 1: is undecided by “foot_cold”; correct one of the two."
    ]


def test_a_changed_rule_alone_is_checked_against_the_shipped_sweeps(root: Path, tmp_path: Path) -> None:
    changed = {"rule": [RULES["rule"][0] | {"when": "foot_cold and bladder_bowel_loss"}]}
    draft = write(tmp_path / "red_flags.toml", RULES | changed)
    said = "library/sweeps/knee.toml: page_two: does not ask bladder_bowel_loss, so RF-01 cannot be reached"
    assert [sentence for sentence in sentences([draft], root) if sentence.startswith(said)]
    sweep = write(tmp_path / "sweeps" / "knee.toml", SWEEP | {"page_two": ["bladder_bowel_loss"]})
    assert not [sentence for sentence in sentences([draft, sweep], root) if "cannot be reached" in sentence]


def test_the_order_of_pages_of_a_library_has_an_end(root: Path) -> None:
    write(root / "conditions" / "hip-ache.toml", condition("hip-ache", links=[NEXT_IS_KNEE]))
    assert sentences([], root) == [
        "library/conditions/knee-ache.toml: links next: the order of pages runs in a circle: "
        "knee-ache → hip-ache → knee-ache; take one of these links out."
    ]


def test_a_pack_closes_no_circle_with_what_is_shipped(root: Path, tmp_path: Path) -> None:
    links = [statement("a", type="caused_by", to="knee-ache"), statement("b", type="cause_of", to="hip-ache")]
    pack = write_pack(tmp_path / "pack", condition("our-knee", links=links))
    said = "a condition becomes its own cause: knee-ache → our-knee → hip-ache → knee-ache"
    assert [said in sentence for sentence in sentences([pack], root)] == [True]
    library = ContentLibrary(root, packs=[pack])
    assert list(library.catalogue().entries) == ["hip-ache", "knee-ache"]
    assert said in library.report[0]


def test_an_emergency_sign_of_a_page_or_a_pack_is_one_that_a_rule_reads(root: Path, tmp_path: Path) -> None:
    sign = statement("weak", "Weak.", findings=["limb_weakness"], urgency=[urgency()])
    said = "emergency_signs weak findings: “limb_weakness” is read by no red-flag rule; add a rule."
    page = write(tmp_path / "knee-ache.toml", knee(emergency_signs=[sign]))
    pack = write_pack(tmp_path / "pack", condition("our-knee", emergency_signs=[sign]))
    assert sentences([page], root) == [f"knee-ache.toml: {said}"]
    assert sentences([pack], root) == [f"pack/conditions/our-knee.toml: {said}"]
    assert sentences([], write_library(tmp_path / "lib", knee(links=[], emergency_signs=[sign]))) == [
        f"lib/conditions/knee-ache.toml: {said}"
    ]


def test_statements_that_name_findings_are_compiled_with_the_library_and_its_packs(
    root: Path, cache: Path, tmp_path: Path, parsed: list[str]
) -> None:
    own = condition("ankle-ache", symptoms=[statement("pale", "Pale.", findings=["foot_cold"])])
    pack = write_pack(tmp_path / "pack", own)
    built = ContentLibrary(root, packs=[pack], cache_dir=cache).said()
    assert {(said.condition, said.item) for said in built} == {
        ("knee-ache", "emergency_signs.cold"),
        ("ankle-ache", "symptoms.pale"),
    }
    parsed.clear()
    assert ContentLibrary(root, packs=[pack], cache_dir=cache).said() == built
    assert parsed == []

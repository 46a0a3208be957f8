"""On which line of a content file a lint finding is, whatever the file looks like."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from tests.content.rule_vectors import DATA
from trainer_tui.domain.table_reader import LintFinding
from trainer_tui.storage import content_lines
from trainer_tui.storage.content_files import UnreadableFile, read_tables, stamp
from trainer_tui.storage.content_lines import line_of, with_lines

NASTY = '''# [[rule]] id = "RF-1"
version = "1"  # when = "x"
note = """
[[rule]]
id = "RF-1"
when = "no"
say \\""" still inside
"""
raw = \'\'\'
[[rule]] id = 'RF-2' ] } "
\'\'\'

[[rule]]  # the first
id = "RF-1"
when = "a # b"
sources = [
  "B1",  # ] [[rule]]
  "B2",
  "B]3",
]

[[ rule ]]
"id" = 'RF-2'
tier = "SOON"
why = "it's ] { = \\"odd\\""
note.deep = {id = "inner", text = "x"}
when = "c"

[review]
due = ""
'''


def written(place: str, text: str = NASTY) -> str | None:
    """Return the line that a place is found on."""
    line = line_of(text, place)
    return None if line is None else text.split("\n")[line - 1].strip()


def test_the_text_is_toml() -> None:
    assert [rule["id"] for rule in tomllib.loads(NASTY)["rule"]] == ["RF-1", "RF-2"]


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("rule “RF-1” when", 'when = "a # b"'),
        ("RF-1 when", 'when = "a # b"'),
        ("rule “RF-1”", 'id = "RF-1"'),
        ("RF-1 sources B2", '"B2",'),
        ("RF-1 sources “B]3”", '"B]3",'),
        ("RF-1 sources B9", "sources = ["),
        ("rule “RF-2” tier", 'tier = "SOON"'),
        ("rule “RF-2” when", 'when = "c"'),
        ("rule number 2", "[[ rule ]]"),
        ("rule number 3", None),
        ("rule number 0", None),
        ("rule number x", None),
        ("RF-2 hold", "\"id\" = 'RF-2'"),
        ("rule", "[[rule]]  # the first"),
        ("rule “RF-9” when", None),
        ("version", 'version = "1"  # when = "x"'),
        ("inner text", 'note.deep = {id = "inner", text = "x"}'),
        ("review due", 'due = ""'),
        ("review reviewed_on", None),
        ("nothing", None),
        ("", None),
    ],
)
def test_a_place_is_found_on_its_line(place: str, expected: str | None) -> None:
    assert written(place) == expected
    assert written(place, NASTY.replace("\n", "\r\n")) == expected


def test_a_page_written_as_one_value_for_each_section_is_walked_as_well() -> None:
    text = (
        'id = "a"\n'
        "summary = [\n"
        '  {id = "x", text = "One", sources = []},\n'
        '  {id = "y",\n'
        '   text = "Two"},\n'
        "]\n"
    )
    lines = [line_of(text, place) for place in ("id", "summary x text", "summary y text", "summary number 2")]
    assert lines == [1, 3, 5, 4]


def test_the_same_id_in_another_section_is_not_taken() -> None:
    text = '[[causes]]\nid = "a"\ntext = "x"\n[[links]]\nid = "a"\ntext = "y"\n'
    assert line_of(text, "links a text") == 6
    assert line_of(text, "causes a text") == 3


def test_every_rule_example_and_sweep_question_of_the_library_is_found_on_its_line() -> None:
    for name in ("red_flags.toml", "rule_examples.toml", "findings.toml", "sources.toml"):
        file = stamp(DATA / name, name)
        lines = enumerate((DATA / name).read_text(encoding="utf-8").split("\n"), start=1)
        ids = {number: found[1] for number, line in lines if (found := re.fullmatch(r'id = "(.*)"', line))}
        assert ids
        located = with_lines([LintFinding(name, ident, "x") for ident in ids.values()], [file])
        assert [finding.line for finding in located] == list(ids)
    sweep = (DATA / "sweeps" / "head.toml").read_text(encoding="utf-8")
    assert sweep.split("\n")[(line_of(sweep, "page_two clear_fluid_nose_ear") or 0) - 1].strip() == (
        '"clear_fluid_nose_ear",'
    )


def test_a_finding_keeps_the_line_it_has_and_one_of_the_whole_file_gets_none(tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    file.write_text('id = "a"\n')
    found = [LintFinding("a.toml", "id", "x", 9), LintFinding("a.toml", "", "x"), LintFinding("b", "id", "x")]
    assert with_lines(found, [stamp(file, "a.toml")]) == found
    assert [f.line for f in with_lines([LintFinding("a.toml", "id", "x")], [stamp(file, "a.toml")])] == [1]


def test_nothing_is_read_while_there_is_nothing_to_report(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: object) -> str:
        raise AssertionError

    monkeypatch.setattr(content_lines, "read_text", refuse)
    assert with_lines([], [stamp(DATA / "red_flags.toml", "a.toml")]) == []


def test_a_file_that_went_away_leaves_the_finding_without_a_line(tmp_path: Path) -> None:
    found = [LintFinding("a.toml", "id", "x")]
    assert with_lines(found, [stamp(tmp_path / "a.toml", "a.toml")]) == found


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b'a = 1\nb = "x\n', 2),
        (b"a = 1\nb = [1,\n2,\n\n\n", 3),
        (b"a = 1\n\n\nb c\n", 4),
        (b'a = 1\nb = "\xff"\n', 2),
        (b"a = 1\na = 2\n", 2),
    ],
)
def test_a_file_that_cannot_be_read_says_where_reading_stopped(
    tmp_path: Path, content: bytes, line: int
) -> None:
    file = tmp_path / "a.toml"
    file.write_bytes(content)
    with pytest.raises(UnreadableFile) as caught:
        read_tables(stamp(file, "a.toml"))
    assert caught.value.line == line

"""A pack that somebody got wrong: the lint says where, and the app starts and says which pack it left out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.command import Command
from trainer_tui.bootstrap import open_library, open_records
from trainer_tui.config import Config
from trainer_tui.paths import Directories

PAGE = """schema = 1
id = "{id}"
name = "{id}"
regions = ["knee"]
body_area = "Knee"
depth = "short"

[[summary]]
id = "what"
text = "What we see at our school."
sources = ["{source}"]

[[links]]
id = "on"
type = "cause_of"
to = "{to}"
text = "Comes first."
sources = ["B06"]
"""

RULES = """# Rules of our own.
version = "1"

[[rule]]
id = "OUR-1"
version = 1
when = "back_pain"
tier = "EMS_NOW"
hold = "today"
regions = ["lumbosacral"]
action = "Call."
why = "We have seen it."
sources = ["B06"]
basis = "editorial"

[[rule]]
id = "OUR-2"
version = 1
when = "{when}"
tier = "SAME_DAY"
hold = "today"
action = "Physician today."
why = "We have seen it."
sources = ["B06"]
basis = "editorial"
"""


def page(ident: str, to: str = "back-spasms", source: str = "B06") -> str:
    return PAGE.format(id=ident, to=to, source=source)


@dataclass(frozen=True)
class Bad:
    """A pack with one mistake and what has to be said of it."""

    files: dict[str, str]
    linted: str
    """How the line of the lint begins."""
    linted_on: str
    """What else it says."""
    reported: str
    """What the app says when it starts."""
    kept: tuple[str, ...] = ()
    """The pages of the pack that are shown all the same."""


PASSED_OVER = (
    "Left out of the pack “ours”: ours/red_flags.toml: is passed over; "
    "a pack cannot change rules, findings, sweeps or protocols."
)
CIRCLE = "our-b → our-a → our-b"
BAD = {
    "a circle": Bad(
        {"our-a.toml": page("our-a", "our-b"), "conditions/our-b.toml": page("our-b", "our-a")},
        "ours/our-a.toml:14: links on: ",
        "a condition becomes its own cause: our-a → our-b → our-a; take one of these links out.",
        "Left out of the pack “ours”: ours/our-a.toml:14: links on: a condition becomes its own cause: ",
        ("our-b",),
    ),
    "a missing source": Bad(
        {"our-a.toml": page("our-a", source="B999"), "our-b.toml": page("our-b")},
        "ours/our-a.toml:11: summary what sources: ",
        "“B999” is not in the bibliography",
        "Left out of the pack “ours”: ours/our-a.toml:11: summary what sources: “B999” is not in the biblio",
        ("our-b",),
    ),
    "an unknown finding in a rule": Bad(
        {"red_flags.toml": RULES.format(when="back_pain and toe_glow"), "our-b.toml": page("our-b")},
        "ours/red_flags.toml:19: rule “OUR-2” when: ",
        "“toe_glow” is not in findings.toml",
        PASSED_OVER,
        ("our-b",),
    ),
    "an expression that is not of the grammar": Bad(
        {"red_flags.toml": RULES.format(when="back_pain and f(fever)"), "our-b.toml": page("our-b")},
        "ours/red_flags.toml:19: rule “OUR-2” when: ",
        "“f(fever)” is neither a finding, a comparison",
        PASSED_OVER,
        ("our-b",),
    ),
    "a rule file cut in half": Bad(
        {"red_flags.toml": RULES[: RULES.index("Physician")], "our-b.toml": page("our-b")},
        "ours/red_flags.toml:22: is not valid TOML: ",
        "",
        PASSED_OVER,
        ("our-b",),
    ),
}
each = pytest.mark.parametrize("bad", BAD.values(), ids=BAD)


@pytest.fixture
def shipped_pages(tmp_path: Path) -> set[str]:
    """The pages of the library without any pack."""
    library = open_library(Directories.find(tmp_path / "bare"), Config())
    return set(library.reference.catalogue.entries)


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@each
def test_the_lint_of_a_pack_names_file_line_and_rule(run: Command, tmp_path: Path, bad: Bad) -> None:
    pack = write(tmp_path / "ours", bad.files)
    linted = run("condition", "lint", str(pack))
    assert linted.code == 3
    lines = [line for line in linted.out.splitlines() if line.startswith(bad.linted)]
    assert len(lines) == 1, linted.out
    assert bad.linted_on in lines[0]
    assert len(linted.out.splitlines()) == 1 + ("red_flags.toml" in bad.files), linted.out
    rows = run("condition", "lint", str(pack), "--json").data
    where = f"{rows[-1]['file']}:{rows[-1]['line']}: "
    assert lines[0].startswith(where)
    assert rows[-1]["problem"] in lines[0]


@each
def test_the_app_starts_with_what_is_shipped_and_says_which_pack_was_left_out(
    tmp_path: Path, shipped_pages: set[str], bad: Bad
) -> None:
    directories = Directories.find(tmp_path / "season")
    config = Config(packs=(str(write(tmp_path / "ours", bad.files)),))
    for _ in range(2):  # built anew, then from the compiled index
        library = open_library(directories, config)
        services = open_records(directories, config, library, user="Sam")
        assert set(library.reference.catalogue.entries) == shipped_pages | set(bad.kept)
        assert [sentence[: len(bad.reported)] for sentence in services.report] == [bad.reported]
        assert [rule.id for rule in services.rules.rules if rule.id.startswith("OUR")] == []
        assert services.rules.rules
        services.close()


def test_the_pack_in_the_data_folder_is_named_by_that_folder(run: Command) -> None:
    write(run.data_dir / "packs", BAD["a missing source"].files)
    listed = run("condition", "list")
    assert listed.code == 0
    assert "our-b" in listed.out
    assert "Left out of the pack “packs”: packs/our-a.toml:11: " in listed.err


def test_every_mistake_of_a_rule_file_is_named_at_once(run: Command, tmp_path: Path) -> None:
    wrong = RULES.format(when="back_pain and").replace('tier = "SAME_DAY"', 'tier = "SOON"')
    wrong = wrong.replace('regions = ["lumbosacral"]\n', "").replace('"B06"', '"B999"', 1)
    pack = write(tmp_path / "ours", {"red_flags.toml": wrong})
    found = run("condition", "lint", str(pack)).out
    for said in (
        "ours/red_flags.toml:18: rule “OUR-2” when: “back_pain and”: cannot be read.",
        "ours/red_flags.toml:19: rule “OUR-2” tier: “SOON” is unknown",
        "ours/red_flags.toml:12: OUR-1 sources: “B999” is not in the bibliography",
        "ours/red_flags.toml:5: OUR-1 regions: is missing; name the regions",
    ):
        assert said in found


FINDING = """[[finding]]
id = "{id}"
type = "bool"
prompt = "Toe glows"
help = "Look."
ask = "sign"
"""


def test_rules_and_sweeps_of_a_pack_are_read_against_its_own_findings_too(
    run: Command, tmp_path: Path
) -> None:
    sweep = 'region = "foot"\npage_one = [\n  "toe_glow",\n  "back_pain",\n  "toe_gone",\n]\n'
    files = {
        "findings.toml": FINDING.format(id="toe_glow"),
        "red_flags.toml": RULES.format(when="back_pain and toe_glow"),
        "sweeps/foot.toml": sweep,
        "our-b.toml": page("our-b"),
    }
    found = run("condition", "lint", str(write(tmp_path / "ours", files))).out.splitlines()
    assert [line for line in found if "is passed over" not in line] == [
        "ours/sweeps/foot.toml:5: page_one “toe_gone”: is not in findings.toml; correct it or add it."
    ]


def test_examples_of_a_pack_are_held_to_its_rules(run: Command, tmp_path: Path) -> None:
    one = RULES[: RULES.index('\n[[rule]]\nid = "OUR-2"')]
    examples = '[[rule]]\nid = "OUR-1"\npositive = [{back_pain = true}]\nnegative = [{back_pain = true}]\n'
    files = {"red_flags.toml": one, "rule_examples.toml": examples + "undecided = [{}]\n"}
    found = run("condition", "lint", str(write(tmp_path / "ours", files))).out
    assert "ours/rule_examples.toml:4: OUR-1 negative 1: is positive by “back_pain”" in found
    (tmp_path / "ours" / "rule_examples.toml").unlink()
    assert len(run("condition", "lint", str(tmp_path / "ours")).out.splitlines()) == 1


def test_a_finding_of_a_pack_that_is_shipped_already_is_told_so(run: Command, tmp_path: Path) -> None:
    files = {"findings.toml": FINDING.format(id="back_pain"), "red_flags.toml": RULES.format(when="fever")}
    found = run("condition", "lint", str(write(tmp_path / "ours", files))).out.splitlines()
    assert [line for line in found if "is passed over" not in line] == [
        "ours/findings.toml:2: back_pain: is a finding of the library already; give yours another id."
    ]


def test_tables_of_a_pack_that_are_no_tables_are_sentences(run: Command, tmp_path: Path) -> None:
    pack = write(tmp_path / "ours", {"findings.toml": "finding = 3\n", "red_flags.toml": "rule = 3\n"})
    found = run("condition", "lint", str(pack)).out
    assert "ours/findings.toml:1: finding: must be" in found
    assert "ours/red_flags.toml:1: rule: must be a list of tables." in found


def test_a_pack_that_is_linted_from_inside_has_the_name_of_its_folder(
    run: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(write(tmp_path / "ours", BAD["a missing source"].files))
    assert run("condition", "lint", ".").out.startswith("ours/our-a.toml:11: ")


def test_a_circle_of_shipped_pages_is_refused_by_the_lint(run: Command, tmp_path: Path) -> None:
    candidates = {"our-a.toml": page("our-a", "our-b"), "our-b.toml": page("our-b", "our-a")}
    folder = write(tmp_path / "drafts", candidates)
    found = run("condition", "lint", *(str(folder / name) for name in candidates)).out
    assert f"our-b.toml:14: links on: a condition becomes its own cause: {CIRCLE};" in found

"""A SOAP note on one screen, in the app or in the person's editor; nothing typed is lost, no copy stays."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.nasty import NASTY
from tests.ui.records import NOW, SIZES, record, settle, shown, team, typed
from tests.ui.stage import real_stage, screen_text
from tests.waiting import wait_for
from trainer_tui.bootstrap import Services
from trainer_tui.domain.errors import StoreError
from trainer_tui.domain.incidents import SOAP
from trainer_tui.services.editing import Editing
from trainer_tui.ui.app import TrainerApp
from trainer_tui.ui.dialogs.note import NoteDialog
from trainer_tui.ui.dialogs.soap import SoapDialog
from trainer_tui.ui.events import OpenIncident
from trainer_tui.ui.screens.incident import IncidentScreen

FOUND: dict[str, Any] = {
    "findings": {"saddle_numbness": True, "limb_weakness": "absent_in_bulk"},
    "vitals": [{"at": NOW, "hr": 104}],
    "narrative": "Felt it pull.",
}


def words(app: TrainerApp) -> str:
    """What stands on the screen, without frames and line ends."""
    return " ".join("".join(" " if c in "│╭╮╰╯─" else c for c in screen_text(app)).split())


async def opened(pilot: Any, app: TrainerApp, incident: str) -> None:
    await settle(pilot, app)
    app.post_message(OpenIncident(incident))
    await shown(pilot, app, IncidentScreen)


async def asked(pilot: Any, app: TrainerApp, incident: str) -> SoapDialog:
    await opened(pilot, app, incident)
    await pilot.press("N", "6")
    return await shown(pilot, app, SoapDialog)


def notes(services: Services, incident: str) -> list[tuple[str, str]]:
    return [(note.heading, note.text) for note in services.chart.incident(incident).notes]


@pytest.mark.parametrize("size", SIZES)
async def test_the_parts_that_were_written_become_notes_in_one_commit(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    before = services.ledger.store.head()
    async with app.run_test(size=size) as pilot:
        await asked(pilot, app, incident)
        text = screen_text(app)
        assert all(heading.capitalize() in text for heading in SOAP)
        assert "^s saves" in text
        assert all(len(line) <= size[0] for line in text.splitlines())
        await typed(pilot, "Pain")
        await pilot.press("tab", "tab", "tab")
        await typed(pilot, "Ice")
        await pilot.press("ctrl+s")
        await shown(pilot, app, IncidentScreen)
    assert notes(services, incident) == [("subjective", "Pain"), ("plan", "Ice")]
    assert len({note.at for note in services.chart.incident(incident).notes}) == 1
    assert services.ledger.store.head() != before
    assert services.drafts.names("form-soap") == []


async def test_the_record_stands_beside_and_goes_in_only_by_its_key(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services, **FOUND)
    services.chart.referrals.add(incident, {"to": "Dr. Bell"})
    async with app.run_test(size=(120, 40)) as pilot:
        dialog = await asked(pilot, app, incident)
        assert dialog.texts == dict.fromkeys(SOAP, "")
        seen = []
        for heading, parts in (
            ("subjective", ("Felt it pull.", "Present: Numb")),
            ("objective", ("Absent, answered with the rest: ", "heart rate 104", "items not assessed")),
            ("assessment", ("Back Spasms", "low back, midline", "Urgency: Activate EMS now")),
            ("plan", ("out from 2026-10-09", "Referral to Dr. Bell: recommended")),
        ):
            assert dialog.heading == heading
            seen.append(words(app))
            for part in parts:
                assert part in seen[-1], part
            await pilot.press("tab")
        assert dialog.query_one("#soap-hints").has_focus
        assert "The record, plan" in words(app)
        await pilot.press("tab")
        assert dialog.texts == dict.fromkeys(SOAP, "")
        await pilot.press("ctrl+t")
        assert dialog.texts["subjective"].startswith("Felt it pull.")
        assert dialog.texts["objective"] == ""


async def test_every_key_is_kept_and_found_again(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    async with app.run_test() as pilot:
        await asked(pilot, app, incident)
        await pilot.press("tab")
        await typed(pilot, "S")
        assert (services.drafts.load(f"form-soap-{incident}") or {})["objective"] == "S"
        await pilot.press("escape")
        await shown(pilot, app, IncidentScreen)
        await wait_for(pilot, lambda: "A SOAP note is typed and not saved" in words(app), "the sentence")
        await pilot.press("N")
        await wait_for(pilot, lambda: "draft kept" in screen_text(app), "the mark")
        await pilot.press("6")
        dialog = await shown(pilot, app, SoapDialog)
        assert dialog.texts["objective"] == "S"
        await pilot.press("tab", "backspace")
        assert services.drafts.names("form-soap") == []


async def test_too_much_and_nothing_are_said_and_what_was_typed_stays(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    async with app.run_test() as pilot:
        dialog = await asked(pilot, app, incident)
        await pilot.press("ctrl+s")
        assert "There is no note to add" in words(app)
        dialog.area("plan").text = "x" * 20_001
        dialog.area("subjective").text = "Pain"
        await pilot.pause()
        assert "Plan: 20,001 of 20,000 characters" in words(app)
        await pilot.press("ctrl+s")
        assert "Plan is 20,001 characters long; a note holds 20,000" in words(app)
        assert dialog.area("plan").has_focus
        assert len(dialog.texts["plan"]) == 20_001
        assert notes(services, incident) == []
        assert len((services.drafts.load(f"form-soap-{incident}") or {})["plan"]) == 20_001


async def test_a_full_disk_keeps_the_note_on_the_screen_and_as_a_draft(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(revisions: object) -> None:
        raise StoreError("The disk is full: nothing was saved.")

    app, services = team(tmp_path)
    incident = record(services)
    async with app.run_test() as pilot:
        dialog = await asked(pilot, app, incident)
        await typed(pilot, "Pain")
        with monkeypatch.context() as broken:
            broken.setattr(services.store, "commit", full)
            await pilot.press("ctrl+s")
            assert "The disk is full: nothing was saved." in words(app)
        assert dialog.texts["subjective"] == "Pain"
        assert services.drafts.names("form-soap")
        await pilot.press("ctrl+s")
        await shown(pilot, app, IncidentScreen)
    assert notes(services, incident) == [("subjective", "Pain")]


async def test_any_text_is_shown_and_acts_nowhere(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services, narrative="\x1b[31mred [/b]")
    async with app.run_test() as pilot:
        dialog = await asked(pilot, app, incident)
        for text in NASTY.values():
            dialog.area("subjective").text = text
            await pilot.pause()
            assert "\x1b" not in screen_text(app)


# --- the person's editor --------------------------------------------------------------------------


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Let a program stand for the editor; it finds the file's path in `path`."""

    @contextmanager
    def aside(app: TrainerApp) -> Iterator[None]:
        yield

    monkeypatch.setattr(TrainerApp, "suspend", aside)

    def written(program: str) -> None:
        script = tmp_path / "editor.py"
        lines = "import os, signal, sys\nfrom pathlib import Path\npath = Path(sys.argv[1])\n"
        script.write_text(lines + program, encoding="utf-8")
        monkeypatch.setenv("VISUAL", f"{shlex.quote(sys.executable)} {shlex.quote(str(script))}")

    return written


def nothing_left(services: Services) -> bool:
    return not services.directories.editing.exists()


WRITES = "path.write_text(path.read_text().replace('## Plan\\n', '## Plan\\nIce.\\nRest.\\n'))\n"


async def test_the_editor_gets_the_note_and_its_text_comes_back_unsaved(
    tmp_path: Path, editor: Callable[[str], None]
) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    copy = tmp_path / "seen"
    editor(f"Path({str(copy)!r}).write_text(f'{{path.stat().st_mode & 0o777:o}} {{path}}')\n{WRITES}")
    async with app.run_test(size=(120, 40)) as pilot:
        dialog = await asked(pilot, app, incident)
        await typed(pilot, "Pain")
        await pilot.press("ctrl+e")
        await wait_for(pilot, lambda: "Taken over from the editor; not saved yet." in words(app), "the text")
        assert dialog.texts == {
            "subjective": "Pain",
            "objective": "",
            "assessment": "",
            "plan": "Ice.\nRest.",
        }
        assert (services.drafts.load(f"form-soap-{incident}") or {})["plan"] == "Ice.\nRest."
        assert notes(services, incident) == []
        mode, where = copy.read_text().split(" ", 1)
        assert mode == "600" or sys.platform == "win32"
        assert Path(where).parent == services.directories.editing
        assert nothing_left(services)
        await pilot.press("ctrl+s")
        await shown(pilot, app, IncidentScreen)
    assert notes(services, incident) == [("subjective", "Pain"), ("plan", "Ice.\nRest.")]


async def test_one_note_can_be_written_in_the_editor_too(
    tmp_path: Path, editor: Callable[[str], None]
) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    editor(WRITES)
    async with app.run_test() as pilot:
        await opened(pilot, app, incident)
        await pilot.press("N", "5")
        dialog = await shown(pilot, app, NoteDialog)
        await pilot.press("ctrl+e")
        await wait_for(pilot, lambda: dialog.area.text == "Ice.\nRest.", "the text")
        await pilot.pause()
        assert "Taken over from the editor" in words(app)
        await pilot.press("ctrl+s")
        await shown(pilot, app, IncidentScreen)
    assert notes(services, incident) == [("plan", "Ice.\nRest.")]
    assert nothing_left(services)


@pytest.mark.parametrize(
    ("program", "sentence"),
    [
        ("", "The editor changed nothing."),
        ("sys.exit(3)", "The editor ended with an error (3)."),
        ("os.kill(os.getpid(), signal.SIGKILL)", "The editor ended with an error (-9)."),
        ("path.write_text('')", "The file came back empty; the text stays as it was."),
        ("path.unlink()", "The editor left no text"),
        ("path.write_text('x' * 2_000_000)", "The editor left more than a note can hold"),
    ],
)
async def test_an_editor_that_fails_or_writes_nothing_loses_nothing(
    tmp_path: Path, editor: Callable[[str], None], program: str, sentence: str
) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    editor(program)
    async with app.run_test(size=(120, 40)) as pilot:
        dialog = await asked(pilot, app, incident)
        await typed(pilot, "Pain")
        await pilot.press("ctrl+e")
        await wait_for(pilot, lambda: sentence in words(app), "the sentence")
        assert dialog.texts["subjective"] == "Pain"
        assert nothing_left(services) != ("2_000_000" in program)


async def test_what_a_failing_editor_had_written_is_in_the_form(
    tmp_path: Path, editor: Callable[[str], None]
) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    editor(f"{WRITES}sys.exit(1)\n")
    async with app.run_test(size=(120, 40)) as pilot:
        dialog = await asked(pilot, app, incident)
        await pilot.press("ctrl+e")
        await wait_for(pilot, lambda: "ended with an error (1). Taken over" in words(app), "the sentence")
        assert dialog.texts["plan"] == "Ice.\nRest."
    assert nothing_left(services)


async def test_an_interrupt_meant_for_the_editor_does_not_end_the_app(
    tmp_path: Path, editor: Callable[[str], None]
) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    editor("os.kill(os.getppid(), signal.SIGINT)\n" + WRITES)
    async with app.run_test() as pilot:
        dialog = await asked(pilot, app, incident)
        await pilot.press("ctrl+e")
        await wait_for(pilot, lambda: dialog.texts["plan"] == "Ice.\nRest.", "the text")


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        ("", "No editor is set."),
        ("/nothing/here", "The editor “/nothing/here” cannot be started"),
        ("'unclosed", "cannot be started"),
    ],
)
async def test_an_editor_that_is_not_there_is_a_sentence(
    tmp_path: Path,
    editor: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
    command: str,
    sentence: str,
) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    monkeypatch.setenv("VISUAL", command)
    monkeypatch.delenv("EDITOR", raising=False)
    async with app.run_test(size=(120, 40)) as pilot:
        await asked(pilot, app, incident)
        await typed(pilot, "Pain")
        await pilot.press("ctrl+e")
        assert sentence in words(app)
        assert nothing_left(services)


async def test_a_terminal_that_cannot_step_aside_opens_no_editor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    monkeypatch.setenv("VISUAL", "true")
    async with app.run_test(size=(120, 40)) as pilot:
        await asked(pilot, app, incident)
        assert "^e your editor" in words(app)
        await pilot.press("ctrl+e")
        assert "cannot step aside in this terminal" in words(app)
        assert nothing_left(services)


async def test_encrypted_records_open_no_editor(
    tmp_path: Path, editor: Callable[[str], None], cheap_keys: None
) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    services.upkeep.set_passphrase("correct horse battery staple")
    editor(WRITES)
    async with app.run_test(size=(120, 40)) as pilot:
        dialog = await asked(pilot, app, incident)
        assert "^e" not in words(app)
        await pilot.press("ctrl+e")
        assert "The records are encrypted, and an editor would keep a readable copy" in words(app)
        assert dialog.texts == dict.fromkeys(SOAP, "")
        assert nothing_left(services)


async def test_a_full_disk_opens_no_editor(
    tmp_path: Path, editor: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Editing, name: str, text: str) -> Path:
        raise StoreError("The disk is full: the text for the editor could not be written.")

    app, services = team(tmp_path)
    incident = record(services)
    editor(WRITES)
    monkeypatch.setattr(Editing, "begin", full)
    async with app.run_test(size=(120, 40)) as pilot:
        dialog = await asked(pilot, app, incident)
        await typed(pilot, "Pain")
        await pilot.press("ctrl+e")
        assert "The disk is full: the text for the editor" in words(app)
        assert dialog.texts["subjective"] == "Pain"


# --- what was left in the editor ------------------------------------------------------------------


async def test_a_text_left_in_the_editor_is_a_draft_at_the_next_start_and_the_file_is_gone(
    tmp_path: Path,
) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    editing = Editing(services.directories.editing)
    editing.begin(f"form-soap-{incident}", "## Plan\nIce.\n")
    editing.begin(f"form-note-objective-{incident}", "## Objective\nSwollen.\n")
    editing.begin("something else", "x")
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await settle(pilot, app)
        told = [each.message for each in app._notifications]
        assert [each for each in told if each.endswith("open the incident of 22 Mara Ortiz and press N.")]
        assert nothing_left(services)
        dialog = await asked(pilot, app, incident)
        assert dialog.texts["plan"] == "Ice."
        assert services.drafts.load(f"form-note-objective-{incident}") == {"text": "Swollen."}


async def test_an_empty_text_left_in_the_editor_replaces_no_draft(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    name = f"form-soap-{incident}"
    services.drafts.save(name, {"plan": "Ice."})
    Editing(services.directories.editing).begin(name, "")
    async with app.run_test() as pilot:
        await settle(pilot, app)
    assert services.drafts.load(name) == {"plan": "Ice."}
    assert nothing_left(services)


async def test_a_text_that_cannot_be_kept_as_a_draft_stays_where_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(name: str, draft: dict[str, Any]) -> None:
        raise StoreError("The disk is full: the draft could not be written.")

    app, services = team(tmp_path)
    incident = record(services)
    path = Editing(services.directories.editing).begin(f"form-soap-{incident}", "## Plan\nIce.\n")
    monkeypatch.setattr(services.drafts, "save", full)
    async with app.run_test(notifications=True) as pilot:
        await settle(pilot, app)
        await wait_for(pilot, lambda: "The disk is full" in words(app), "the sentence")
    assert path.read_text() == "## Plan\nIce.\n"


async def test_a_second_copy_of_the_app_leaves_the_text_to_the_first(tmp_path: Path) -> None:
    _, services = team(tmp_path)
    incident = record(services)
    path = Editing(services.directories.editing).begin(f"form-soap-{incident}", "## Plan\nIce.\n")
    second, _ = real_stage(tmp_path)
    async with second.run_test() as pilot:
        await settle(pilot, second)
        assert second.services.read_only
    assert path.exists()

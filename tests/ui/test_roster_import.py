"""A roster file is found, its columns are said, every row is shown, then all is imported or nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from tests.nasty import NASTY
from tests.ui.records import SIZES, record, settle, shown, team, typed
from tests.ui.stage import screen_text
from tests.waiting import LONGEST, wait_for
from trainer_tui.bootstrap import Services
from trainer_tui.domain.errors import StoreError
from trainer_tui.services import roster as roster_service
from trainer_tui.ui.app import TrainerApp
from trainer_tui.ui.dialogs.choose import ChooseDialog
from trainer_tui.ui.dialogs.confirm import ConfirmDialog
from trainer_tui.ui.dialogs.open_file import OpenFileDialog
from trainer_tui.ui.roster_undo import undo_roster_import
from trainer_tui.ui.screens.athletes import AthletesScreen
from trainer_tui.ui.screens.roster_import import RosterImportScreen

SCHOOL = "#,Last Name,First Name,D.O.B.,Squad,Weight\n"
NOA = "7,Lindqvist,Noa,04/13/2010,Varsity,150\n"
MARA_MOVED = "22,Ortiz,Mara,03/04/2009,JV,140\n"


def words(app: TrainerApp) -> str:
    """What stands on the screen, without frames and line ends."""
    return " ".join("".join(" " if c in "│┃┏┓┗┛━╭╮╰╯─▌" else c for c in screen_text(app)).split())


def names(services: Services) -> list[str]:
    return [athlete.full_name for athlete in services.chart.athletes()]


async def asked(pilot: Any, app: TrainerApp) -> OpenFileDialog:
    await settle(pilot, app)
    await pilot.press("f5", "I")
    return await shown(pilot, app, OpenFileDialog)


async def opened(pilot: Any, app: TrainerApp, folder: Path, content: str | bytes) -> RosterImportScreen:
    file = folder / "roster.csv"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    dialog = await asked(pilot, app)
    dialog.line.value = str(file)
    await pilot.press("enter")
    return await shown(pilot, app, RosterImportScreen)


async def checked(pilot: Any, app: TrainerApp, screen: RosterImportScreen) -> None:
    await pilot.press("x")
    await wait_for(pilot, lambda: screen.plan is not None, "the plan")
    await pilot.pause()


@pytest.mark.parametrize("size", SIZES)
async def test_a_school_file_goes_in_with_four_keys_and_comes_out_with_one_command(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    app, services = team(tmp_path)
    async with app.run_test(size=size, notifications=True) as pilot:
        screen = await opened(pilot, app, tmp_path, SCHOOL + NOA + MARA_MOVED)
        text = words(app)
        assert "roster.csv 2 rows, 5 of 6 columns are taken" in text
        assert "# jersey 7 · 22" in text
        assert "Weight leave out 150 · 140" in text
        assert "04/13/2010 is read as 2010-04-13, month first" in text
        await checked(pilot, app, screen)
        text = words(app)
        assert "1 new, 1 changed, 0 there already, 0 that cannot be taken" in text
        assert "row 2 + new 7 Noa Lindqvist" in text
        assert "row 3 ~ changed 22 Mara Ortiz" in text
        assert "team: Varsity → JV" in text
        assert all(len(line) <= size[0] for line in screen_text(app).splitlines())
        await pilot.press("x")
        await shown(pilot, app, AthletesScreen)
        await wait_for(pilot, lambda: "Imported: 1 added, 1 changed." in words(app), "the sentence")
        assert names(services) == ["Noa Lindqvist", "Mara Ortiz"]
        assert len(services.store.history(services.chart.athletes()[0].id)) == 1
        undo_roster_import(app)
        await shown(pilot, app, ConfirmDialog)
        assert "1 athlete added and 1 changed?" in words(app)
        await pilot.press("y")
        await shown(pilot, app, AthletesScreen)
        await wait_for(pilot, lambda: names(services) == ["Mara Ortiz"], "the undo")
        assert services.chart.athletes()[0].team == "Varsity"


async def test_the_lines_of_keys_fit_and_the_help_is_of_the_step(tmp_path: Path) -> None:
    app, _ = team(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, app, tmp_path, SCHOOL + NOA)
        assert screen_text(app).splitlines()[-1].endswith("? Help")
        await checked(pilot, app, screen)
        assert screen_text(app).splitlines()[-1].endswith("? Help")
        await pilot.press("question_mark")
        assert "Import all rows in one step." in words(app)


# --- naming the file ------------------------------------------------------------------------------


async def test_the_path_is_completed_from_what_is_there(tmp_path: Path) -> None:
    app, _ = team(tmp_path / "data")
    folder = tmp_path / "Team lists"
    folder.mkdir()
    (folder / "fall.csv").write_text(SCHOOL + NOA, encoding="utf-8")
    (folder / ".hidden.csv").write_text("", encoding="utf-8")
    async with app.run_test() as pilot:
        dialog = await asked(pilot, app)
        dialog.line.value = f"{tmp_path}/Te"
        await pilot.press("tab")
        assert dialog.line.value == f"{folder}/"
        assert "fall.csv" in screen_text(app)
        assert ".hidden" not in screen_text(app)
        await typed(pilot, "fa")
        await pilot.press("enter")
        screen = await shown(pilot, app, RosterImportScreen)
        assert screen.columns is not None
        assert screen.columns.source.path == folder / "fall.csv"
        await pilot.press("o")
        dialog = await shown(pilot, app, OpenFileDialog)
        assert dialog.line.value == f"{folder}/"


@pytest.mark.parametrize("form", ["'{}'", '"{}" ', "{}", " {}", "escaped", "home"])
async def test_a_file_dragged_into_the_terminal_is_taken(
    tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, _ = team(tmp_path / "data")
    file = tmp_path / "my (old) list.csv"
    file.write_text(SCHOOL + NOA, encoding="utf-8")
    monkeypatch.setenv("HOME", str(tmp_path))
    escaped = str(file).replace(" ", "\\ ").replace("(", "\\(").replace(")", "\\)")
    text = {"escaped": escaped, "home": f"~/{file.name}"}.get(form, form.format(file))
    async with app.run_test() as pilot:
        dialog = await asked(pilot, app)
        dialog.line.value = text
        await pilot.press("enter")
        await shown(pilot, app, RosterImportScreen)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("gone/there.csv", None, "There is no such file"),
        ("empty.csv", b"", "The file is empty"),
        ("sheet.xlsx", b"PK\x03\x04\x00\x00\x81", "not UTF-8"),
        ("null.csv", b"family\nOr\x00tiz\n", "null characters"),
        ("quotes.csv", b'family\n"Ortiz\n', "Line 2: the quotes do not fit"),
        ("x\0y", None, "There is no such file"),
    ],
)
async def test_a_file_that_cannot_be_read_is_said_and_the_name_stays(
    tmp_path: Path, name: str, content: bytes | None, sentence: str
) -> None:
    app, _ = team(tmp_path / "data")
    if content is not None:
        (tmp_path / name).write_bytes(content)
    async with app.run_test() as pilot:
        dialog = await asked(pilot, app)
        dialog.line.value = f"{tmp_path}/{name}"
        await pilot.press("enter")
        await wait_for(pilot, lambda: sentence in words(app), "the sentence")
        assert dialog.line.value == f"{tmp_path}/{name}"
        await pilot.press("escape")
        await shown(pilot, app, AthletesScreen)


async def test_a_pipe_is_no_file_and_hangs_nothing(tmp_path: Path) -> None:
    app, _ = team(tmp_path / "data")
    os.mkfifo(tmp_path / "pipe")
    async with app.run_test() as pilot:
        dialog = await asked(pilot, app)
        dialog.line.value = f"{tmp_path}/pipe"
        await pilot.press("enter")
        await wait_for(pilot, lambda: "There is no such file" in words(app), "the sentence")


@pytest.mark.parametrize("size", SIZES)
async def test_names_of_files_cannot_act(tmp_path: Path, size: tuple[int, int]) -> None:
    app, _ = team(tmp_path / "data")
    folder = tmp_path / "files"
    folder.mkdir()
    for text in NASTY.values():
        name = text.replace("/", "_").replace("\0", "_").encode("utf-8", "surrogateescape")[:200]
        (folder / os.fsdecode(name)).write_text(SCHOOL + NOA, encoding="utf-8") if name.strip(b".") else None
    async with app.run_test(size=size) as pilot:
        dialog = await asked(pilot, app)
        dialog.line.value = f"{folder}/"
        await pilot.pause()
        for _ in dialog.choices.keys:
            await pilot.press("down")
            assert "\x1b" not in screen_text(app)


# --- columns --------------------------------------------------------------------------------------


async def test_digits_and_the_list_of_all_fields_say_what_a_column_holds(tmp_path: Path) -> None:
    app, _ = team(tmp_path)
    async with app.run_test() as pilot:
        screen = await opened(pilot, app, tmp_path, "A,B,C,D\nOrtiz,Mara,171,aunt\n")
        assert screen.columns is not None
        await pilot.press("x")
        assert "▲ No column gives the family name." in words(app)
        await pilot.press("3", "down", "2", "down", "9")
        await shown(pilot, app, ChooseDialog)
        await pilot.press("9")
        await shown(pilot, app, RosterImportScreen)
        await pilot.press("down", "enter")
        await shown(pilot, app, ChooseDialog)
        assert "leave out" in screen_text(app)
        await pilot.press("c")
        assert screen.columns.fields == ["family", "given", "height_cm", "emergency_contact"]
        await pilot.press("0")
        assert screen.columns.fields[3] == "-"


async def test_a_field_that_two_columns_claim_goes_to_the_last_and_that_is_said(tmp_path: Path) -> None:
    app, _ = team(tmp_path)
    async with app.run_test() as pilot:
        screen = await opened(pilot, app, tmp_path, SCHOOL + NOA)
        await pilot.press("end", "3")
        assert screen.columns is not None
        assert screen.columns.fields[1] == "-"
        assert screen.columns.fields[5] == "family"
        assert "“Last Name” is left out now" in words(app)


async def test_dates_can_be_read_day_first(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    async with app.run_test() as pilot:
        screen = await opened(pilot, app, tmp_path, SCHOOL + "7,Lindqvist,Noa,03/04/2010,Varsity,\n")
        await pilot.press("d")
        assert "is read as 2010-04-03, day first" in words(app)
        await checked(pilot, app, screen)
        await pilot.press("x")
        await shown(pilot, app, AthletesScreen)
        assert services.chart.athletes()[0].birth_date == "2010-04-03"


@pytest.mark.parametrize("delimiter", [";", "\t"])
async def test_other_delimiters_and_windows_text_are_read_and_said(tmp_path: Path, delimiter: str) -> None:
    app, services = team(tmp_path)
    text = delimiter.join(("Last name", "First name")) + "\r\n" + delimiter.join(("Ábbott", "Noa")) + "\r\n"
    async with app.run_test() as pilot:
        screen = await opened(pilot, app, tmp_path, text.encode("cp1252"))
        assert "read as Windows-1252: look at the names with accents" in words(app)
        await checked(pilot, app, screen)
        await pilot.press("x")
        await shown(pilot, app, AthletesScreen)
        assert "Noa Ábbott" in names(services)


# --- rows -----------------------------------------------------------------------------------------


async def test_a_thousand_bad_rows_are_shown_scrolled_filtered_and_refuse_all(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    bad = "".join(f"{n},,Nobody,,,\n" for n in range(1000))
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, app, tmp_path, SCHOOL + NOA + bad)
        await checked(pilot, app, screen)
        assert "1 new, 0 changed, 0 there already, 1,000 that cannot be taken" in words(app)
        assert "showing: cannot be taken" in words(app)
        assert len(screen.rows.keys) == 1000
        await pilot.press("G")
        assert screen.rows.cursor_key == "row.1002"
        assert "row 1002" in screen_text(app)
        assert "Row 1002 of the file, cannot be taken: Family: a family name is needed." in words(app)
        await pilot.press("1")
        assert screen.rows.keys == ["row.2"]
        await pilot.press("2")
        assert "No rows: changed." in words(app)
        await pilot.press("0")
        assert len(screen.rows.keys) == 1001
        await pilot.press("x")
        assert "Nothing is imported while rows cannot be taken" in words(app)
        assert names(services) == ["Mara Ortiz"]


async def test_a_corrected_file_is_read_again_with_the_columns_as_they_were_said(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    async with app.run_test() as pilot:
        screen = await opened(pilot, app, tmp_path, "A,B\n,Noa\n")
        await pilot.press("3", "down", "2")
        await checked(pilot, app, screen)
        assert "row 2 ▲ cannot be taken" in words(app)
        (tmp_path / "roster.csv").write_text("A,B\nLindqvist,Noa\n", encoding="utf-8")
        await pilot.press("r")
        await wait_for(pilot, lambda: "1 new, 0 changed" in words(app), "the rows")
        await pilot.press("x")
        await shown(pilot, app, AthletesScreen)
        assert "Noa Lindqvist" in names(services)


async def test_a_file_that_is_gone_when_read_again_is_said(tmp_path: Path) -> None:
    app, _ = team(tmp_path)
    async with app.run_test() as pilot:
        screen = await opened(pilot, app, tmp_path, SCHOOL + NOA)
        (tmp_path / "roster.csv").unlink()
        await pilot.press("r")
        assert "▲ There is no such file" in words(app)
        await checked(pilot, app, screen)


async def test_one_jersey_of_two_in_a_team_is_named(tmp_path: Path) -> None:
    app, _ = team(tmp_path)
    async with app.run_test() as pilot:
        screen = await opened(pilot, app, tmp_path, SCHOOL + "22,Brandt,Kai,,Varsity,\n")
        await checked(pilot, app, screen)
        assert "22 Kai Brandt the same jersey as 22 Mara Ortiz" in words(app)


async def test_a_file_that_says_nothing_new_imports_nothing(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    async with app.run_test() as pilot:
        screen = await opened(pilot, app, tmp_path, SCHOOL + "22,Ortiz,Mara,03/04/2009,,\n")
        await checked(pilot, app, screen)
        await pilot.press("x")
        assert "Every row is there already" in words(app)
        assert services.roster.last_import() is None


async def test_what_the_roster_became_meanwhile_refuses_and_r_checks_again(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    async with app.run_test() as pilot:
        screen = await opened(pilot, app, tmp_path, SCHOOL + NOA)
        await checked(pilot, app, screen)
        services.chart.add_athlete({"family": "Lindqvist", "given": "Noa", "birth_date": "2010-04-13"})
        await pilot.press("x")
        await wait_for(pilot, lambda: "▲ The records have changed" in words(app), "the refusal")
        await pilot.press("r")
        await wait_for(pilot, lambda: "0 new, 1 changed" in words(app), "the rows")


async def test_a_full_disk_is_said_nothing_is_written_and_it_can_be_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(revisions: object) -> None:
        raise StoreError("The disk is full: nothing was saved.")

    app, services = team(tmp_path)
    async with app.run_test() as pilot:
        screen = await opened(pilot, app, tmp_path, SCHOOL + NOA)
        await checked(pilot, app, screen)
        with monkeypatch.context() as broken:
            broken.setattr(services.store, "commit", full)
            await pilot.press("x")
            await wait_for(pilot, lambda: "▲ The disk is full" in words(app), "the refusal")
        assert names(services) == ["Mara Ortiz"]
        await pilot.press("x")
        await shown(pilot, app, AthletesScreen)
        assert "Noa Lindqvist" in names(services)


@pytest.fixture
def halted(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Event, Event]]:
    """Let the work stand still at its second report: (it stands there, it may go on)."""
    there, go_on = Event(), Event()
    tell = roster_service._tell

    def standing(watch: Any, done: int, of: int) -> None:
        tell(watch, done, of)
        if watch is not None and done == roster_service.TELL_EVERY:
            there.set()
            go_on.wait(LONGEST)

    monkeypatch.setattr(roster_service, "_tell", standing)
    yield there, go_on
    go_on.set()


async def test_a_long_check_shows_how_far_it_is_stays_live_and_can_be_stopped(
    tmp_path: Path, halted: tuple[Event, Event]
) -> None:
    there, go_on = halted
    app, _ = team(tmp_path)
    many = "".join(f"{n},Name{n},A,,Varsity,\n" for n in range(1000))
    async with app.run_test() as pilot:
        screen = await opened(pilot, app, tmp_path, SCHOOL + many)
        await pilot.press("x")
        await wait_for(pilot, there.is_set, "the work")
        assert "Checking 200 of 1,000 … esc stops it" in words(app)
        await pilot.press("j", "x", "3")
        assert screen.rows.cursor_key == "column.1"
        await pilot.press("escape")
        assert "Stopping" in words(app)
        go_on.set()
        await wait_for(pilot, lambda: "Stopped; nothing was written." in words(app), "the end")
        assert screen.plan is None


async def test_an_import_that_is_stopped_before_the_commit_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, services = team(tmp_path)
    many = "".join(f"{n},Name{n},A,,Varsity,\n" for n in range(1000))
    async with app.run_test() as pilot:
        screen = await opened(pilot, app, tmp_path, SCHOOL + many)
        await checked(pilot, app, screen)
        there, go_on = Event(), Event()
        tell = roster_service._tell

        def standing(watch: Any, done: int, of: int) -> None:
            there.set()
            go_on.wait(LONGEST)
            tell(watch, done, of)

        monkeypatch.setattr(roster_service, "_tell", standing)
        await pilot.press("x")
        await wait_for(pilot, there.is_set, "the work")
        await pilot.press("escape")
        go_on.set()
        await wait_for(pilot, lambda: "Stopped; nothing was written." in words(app), "the end")
        assert names(services) == ["Mara Ortiz"]
        assert services.roster.last_import() is None


async def test_a_defect_is_said_and_logged_and_the_screen_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    logged: list[BaseException] = []

    def log(error: BaseException) -> str:
        logged.append(error)
        return "the log"

    app, services = team(tmp_path, log_failure=log)
    async with app.run_test() as pilot:
        screen = await opened(pilot, app, tmp_path, SCHOOL + NOA)
        with monkeypatch.context() as broken:
            broken.setattr(type(services.roster), "plan_rows", lambda *_: 1 / 0)
            await pilot.press("x")
            await wait_for(pilot, lambda: "A defect of ours" in words(app), "the sentence")
        assert [type(error) for error in logged] == [ZeroDivisionError]
        await checked(pilot, app, screen)


# --- undo -----------------------------------------------------------------------------------------


async def test_who_was_used_since_is_named_and_the_rest_is_undone_only_on_yes(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    services.roster.apply(services.roster.plan("jersey,family\n7,Lindqvist\n8,Brandt\n"))
    record(services, {"jersey": "7"})
    async with app.run_test(notifications=True) as pilot:
        await settle(pilot, app)
        for answer, left in (("n", 3), ("y", 2)):
            undo_roster_import(app)
            await shown(pilot, app, ConfirmDialog)
            assert "Used or changed since the import: 7 Lindqvist. They stay as they are." in words(app)
            await pilot.press(answer)
            await wait_for(pilot, lambda: len(services.chart.athletes()) == left, "the answer")  # noqa: B023
        undo_roster_import(app)
        await wait_for(pilot, lambda: "There is no roster import to undo." in words(app), "the sentence")


async def test_a_full_disk_undoes_nothing_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(revisions: object) -> None:
        raise StoreError("The disk is full: nothing was saved.")

    app, services = team(tmp_path)
    services.roster.apply(services.roster.plan("jersey,family\n7,Lindqvist\n"))
    monkeypatch.setattr(services.store, "commit", full)
    async with app.run_test(notifications=True) as pilot:
        await settle(pilot, app)
        undo_roster_import(app)
        await shown(pilot, app, ConfirmDialog)
        await pilot.press("y")
        await wait_for(pilot, lambda: "The disk is full" in words(app), "the sentence")
    assert len(services.chart.athletes()) == 2


async def test_the_palette_offers_the_undo_when_its_name_is_typed(tmp_path: Path) -> None:
    app, services = team(tmp_path)
    services.roster.apply(services.roster.plan("jersey,family\n7,Lindqvist\n"))
    async with app.run_test() as pilot:
        await settle(pilot, app)
        await pilot.press("ctrl+p")
        await typed(pilot, "undo the last")
        await wait_for(pilot, lambda: "puts back what it changed" in words(app), "the command")
        await pilot.press("enter")
        await shown(pilot, app, ConfirmDialog)

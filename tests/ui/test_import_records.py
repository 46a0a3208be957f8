"""Taking in what another laptop handed over: checked first, then all of it or nothing, twice the same."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import pytest

from tests.handing_over import Office, whole
from tests.ui.records import SIZES, record, settle, shown, team
from tests.ui.stage import screen_text
from tests.unit.services.test_merging import laptop
from tests.waiting import wait_for
from trainer_tui.bootstrap import Services
from trainer_tui.domain.handover import Material
from trainer_tui.domain.vocabulary import Purpose
from trainer_tui.exports.json import render
from trainer_tui.services.merging import Merging
from trainer_tui.ui.app import TrainerApp
from trainer_tui.ui.dialogs.open_file import OpenFileDialog
from trainer_tui.ui.events import ImportRecords
from trainer_tui.ui.screens.import_records import ImportRecordsScreen
from trainer_tui.ui.screens.incident import IncidentScreen
from trainer_tui.ui.screens.incidents import IncidentsScreen
from trainer_tui.ui.widgets.typed import TypedLine


def written(office: Office, target: Path) -> Path:
    target.write_bytes(whole(render(office.packet(Material.REVISIONS)))[""])
    return target


async def choose(pilot: Any, app: TrainerApp, path: Path) -> ImportRecordsScreen:
    dialog = await shown(pilot, app, OpenFileDialog)
    dialog.query_one(TypedLine).value = str(path)
    await pilot.press("enter")
    screen = await shown(pilot, app, ImportRecordsScreen)
    await wait_for(pilot, lambda: screen._worker is None, "the check")
    return screen


async def checked(pilot: Any, app: TrainerApp, path: Path) -> ImportRecordsScreen:
    await settle(pilot, app)
    app.post_message(ImportRecords())
    return await choose(pilot, app, path)


def of_other_laptop(services: Services, folder: Path, ident: str) -> Path:
    """Return the file of a laptop that has everything of this one and changed the same incident."""
    export = services.handoff.export
    mine = export("json", folder / "mine.json", recipient="Kim", purpose=Purpose.TREATMENT)
    there = laptop("laptop-2")
    Merging(there.ledger).take_in(json.loads(mine.read_text(encoding="utf-8")))
    there.clock.move(minutes=5)
    there.chart.amend_incident(ident, {"removed": "later"}, "seen on video")
    services.chart.amend_incident(ident, {"removed": "not_removed"}, "asked the coach")
    return written(there, folder / "theirs.json")


@pytest.mark.parametrize("size", SIZES)
async def test_a_file_is_counted_before_and_taken_in_after_a_key(
    tmp_path: Path, own_directories: None, size: tuple[int, int]
) -> None:
    app, services = team(tmp_path / "store")
    other = laptop("laptop-2")
    other.shoulder()
    path = written(other, tmp_path / "theirs.json")
    async with app.run_test(size=size) as pilot:
        await settle(pilot, app)
        await pilot.press("f4")
        await shown(pilot, app, IncidentsScreen)
        await pilot.press("I")
        await choose(pilot, app, path)
        text = screen_text(app)
        assert "Nothing is written yet; x takes it in." in text
        assert "laptop-2" in text
        assert "Conflicts             none" in text
        assert all(len(line) <= size[0] for line in text.splitlines())
        assert services.chart.incidents() == []
        await pilot.press("x")
        await wait_for(pilot, lambda: "Taken in:" in screen_text(app), "the end")
        assert len(services.chart.incidents()) == 1
        await pilot.press("x", "escape")
        await shown(pilot, app, IncidentsScreen)
    again = Merging(services.ledger).plan(json.loads(path.read_text(encoding="utf-8")))
    assert again.merged.new == 0


async def test_a_conflict_is_told_before_and_stands_on_the_page_after(
    tmp_path: Path, own_directories: None
) -> None:
    app, services = team(tmp_path / "store")
    ident = record(services)
    path = of_other_laptop(services, tmp_path, ident)
    async with app.run_test(size=(120, 40)) as pilot:
        await checked(pilot, app, path)
        assert "1 record, changed differently: both values are kept" in screen_text(app)
        await pilot.press("x")
        await wait_for(pilot, lambda: "Taken in: 1 change of 1 record" in screen_text(app), "the end")
        app.push_screen(IncidentScreen(ident))
        await shown(pilot, app, IncidentScreen)
        assert "Conflicts: written differently on two laptops" in screen_text(app)


async def test_a_file_that_was_taken_in_brings_nothing_more(tmp_path: Path, own_directories: None) -> None:
    app, services = team(tmp_path / "store")
    other = laptop("laptop-2")
    other.shoulder()
    path = written(other, tmp_path / "theirs.json")
    Merging(services.ledger).take_in(json.loads(path.read_text(encoding="utf-8")))
    before = services.store.head()
    async with app.run_test() as pilot:
        screen = await checked(pilot, app, path)
        assert "there is nothing to take in" in " ".join(screen_text(app).split())
        await pilot.press("x")
        await pilot.pause()
        assert screen.done is None
    assert services.store.head() == before


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"not json", "This is not JSON"),
        (b'{"format": "trainer-tui-reco', "the file is damaged, cut off"),
        (b"\xff\xfe", "is not text"),
        (b'{"format": "trainer-tui-aggregate"}', "de-identified"),
        (b'{"format": "trainer-tui-records", "version": 99}', "newer version"),
    ],
)
async def test_a_file_that_is_something_else_is_refused_in_a_sentence(
    tmp_path: Path, own_directories: None, content: bytes, words: str
) -> None:
    app, services = team(tmp_path / "store")
    path = tmp_path / "theirs.json"
    path.write_bytes(content)
    async with app.run_test(size=(120, 40)) as pilot:
        await checked(pilot, app, path)
        assert words in screen_text(app)
        await pilot.press("x")
        await pilot.pause()
        assert services.chart.incidents() == []


async def test_a_check_is_stopped_with_escape(
    tmp_path: Path, own_directories: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, _ = team(tmp_path / "store")
    other = laptop("laptop-2")
    other.shoulder()
    path = written(other, tmp_path / "theirs.json")
    begun, go_on = threading.Event(), threading.Event()
    plan = Merging.plan

    def slow(self: Merging, document: Any, watch: Any = None) -> Any:
        begun.set()
        assert go_on.wait(10)
        return plan(self, document, watch)

    monkeypatch.setattr(Merging, "plan", slow)
    async with app.run_test() as pilot:
        await settle(pilot, app)
        app.post_message(ImportRecords())
        dialog = await shown(pilot, app, OpenFileDialog)
        dialog.query_one(TypedLine).value = str(path)
        await pilot.press("enter")
        screen = await shown(pilot, app, ImportRecordsScreen)
        await wait_for(pilot, begun.is_set, "the check to begin")
        await pilot.press("escape")
        go_on.set()
        await wait_for(pilot, lambda: "Stopped; nothing was written." in screen_text(app), "the end")
        assert screen.plan is None
        await pilot.press("o")
        await shown(pilot, app, OpenFileDialog)


async def test_the_last_step_cannot_be_stopped_and_nothing_says_so(
    tmp_path: Path, own_directories: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, services = team(tmp_path / "store")
    other = laptop("laptop-2")
    other.shoulder()
    path = written(other, tmp_path / "theirs.json")
    begun, go_on = threading.Event(), threading.Event()
    apply = Merging.apply

    def slow(self: Merging, plan: Any) -> Any:
        begun.set()
        assert go_on.wait(10)
        return apply(self, plan)

    monkeypatch.setattr(Merging, "apply", slow)
    async with app.run_test() as pilot:
        screen = await checked(pilot, app, path)
        await pilot.press("x")
        await wait_for(pilot, begun.is_set, "the last step")
        await pilot.press("escape")
        assert screen.status == screen.SAVING
        go_on.set()
        await wait_for(pilot, lambda: "Taken in:" in screen_text(app), "the end")
    assert len(services.chart.incidents()) == 1


async def test_leaving_the_question_for_a_file_leaves_the_screen(
    tmp_path: Path, own_directories: None
) -> None:
    app, _ = team(tmp_path / "store")
    async with app.run_test() as pilot:
        await settle(pilot, app)
        app.post_message(ImportRecords())
        dialog = await shown(pilot, app, OpenFileDialog)
        dialog.query_one(TypedLine).value = str(tmp_path / "nowhere.json")
        await pilot.press("enter")
        await wait_for(pilot, lambda: "There is no such file" in screen_text(app), "the refusal")
        await pilot.press("escape")
        await wait_for(pilot, lambda: not isinstance(app.screen, ImportRecordsScreen), "the way back")

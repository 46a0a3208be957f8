"""Handing over: what is remembered, what is asked, what is written, and how it is stopped."""

from __future__ import annotations

import stat
import threading
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from tests.fakes import FixedClock
from tests.nasty import NASTY, NOBODYS
from tests.ui.records import NOW, SIZES, record, settle, shown, storable, team, typed
from tests.ui.stage import real_stage, screen_text
from tests.waiting import wait_for
from trainer_tui.bootstrap import Services
from trainer_tui.domain.vocabulary import Purpose
from trainer_tui.ui.app import TrainerApp
from trainer_tui.ui.dialogs.ask import AskDialog
from trainer_tui.ui.dialogs.choose import ChooseDialog
from trainer_tui.ui.dialogs.confirm import ConfirmDialog
from trainer_tui.ui.dialogs.file_password import FilePasswordDialog
from trainer_tui.ui.dialogs.save_file import SaveFileDialog
from trainer_tui.ui.events import ExportRecords
from trainer_tui.ui.export_plan import FORMS, ExportPlan, downloads
from trainer_tui.ui.export_rows import plan_rows
from trainer_tui.ui.screens.athlete import AthleteScreen
from trainer_tui.ui.screens.export import ExportScreen
from trainer_tui.ui.screens.reference import ReferenceScreen
from trainer_tui.ui.widgets.typed import TypedLine


@pytest.fixture
def folder(own_directories: None) -> Path:
    """The folder of the person's downloads."""
    found = Path.home() / "Downloads"
    found.mkdir()
    return found


async def opened(pilot: Any, app: TrainerApp, *incidents: str) -> ExportScreen:
    await settle(pilot, app)
    app.post_message(ExportRecords(incidents))
    return await shown(pilot, app, ExportScreen)


async def written(pilot: Any, screen: ExportScreen) -> Path:
    await wait_for(pilot, lambda: screen.written, "the file")
    assert screen.written is not None
    return screen.written


def handed_over(services: Services, incident: str, form: str = "text") -> None:
    """Hand an incident over once, so that its recipient is remembered."""
    target = Path.home() / "earlier"
    services.handoff.export(
        form, target, incidents=[incident], recipient="Dr. Bell", purpose=Purpose.TREATMENT, force=True
    )


@pytest.mark.parametrize("size", SIZES)
async def test_the_screen_shows_the_choices_and_the_letter(
    tmp_path: Path, folder: Path, size: tuple[int, int]
) -> None:
    app, services = team(tmp_path)
    incident = record(services, findings={"saddle_numbness": True})
    async with app.run_test(size=size) as pilot:
        screen = await opened(pilot, app, incident)
        text = screen_text(app)
        assert "Hand over the incident of 22 Mara Ortiz" in text
        assert f"~/Downloads/incident-{incident[-8:]}.pdf" in text
        assert "REFERRAL LETTER" in text
        assert "Activate EMS now" in preview(screen)
        assert "? Help" in text.splitlines()[-1]
        assert all(len(line) <= size[0] for line in text.splitlines())
        await pilot.press("tab")
        assert screen.preview.has_focus
        await pilot.press("G", "tab")
        assert screen.lines.has_focus


async def test_a_first_letter_asks_who_and_why_and_a_second_asks_nothing(
    tmp_path: Path, folder: Path
) -> None:
    app, services = team(tmp_path)
    incident, second = record(services), record(services)
    async with app.run_test() as pilot:
        screen = await opened(pilot, app, incident)
        await pilot.press("2", "x")
        await shown(pilot, app, AskDialog)
        await pilot.press("enter")
        await wait_for(pilot, lambda: "Say who gets it" in screen_text(app), "the refusal")
        await typed(pilot, "Dr. Bell")
        await pilot.press("enter")
        await shown(pilot, app, ChooseDialog)
        await pilot.press("1")
        target = await written(pilot, screen)
        assert target == folder / f"incident-{incident[-8:]}.txt"
        assert "Dr. Bell" in target.read_text()
        assert stat.S_IMODE(target.stat().st_mode) == 0o600
        assert app.clipboard == str(target)
        assert str(target.name) in screen_text(app)
        disclosure = services.chart.incident(incident).disclosures[0]
        assert (disclosure.format, disclosure.recipient, disclosure.purpose) == (
            "text",
            "Dr. Bell",
            Purpose.TREATMENT,
        )
        assert services.drafts.load("form-export") is None
        await pilot.press("escape")
        await wait_for(pilot, lambda: isinstance(app.screen, ReferenceScreen), "the way back")
        screen = await opened(pilot, app, second)
        await pilot.press("x")
        assert (await written(pilot, screen)).name == f"incident-{second[-8:]}.txt"


async def test_recipient_and_purpose_are_remembered_for_each_form(tmp_path: Path, folder: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    handed_over(services, incident)
    async with app.run_test() as pilot:
        await opened(pilot, app, incident)
        assert "who gets it?" in screen_text(app)
        await pilot.press("2")
        assert "To          Dr. Bell" in screen_text(app)
        assert "Purpose     treatment" in screen_text(app)


async def test_every_form_is_written_where_the_screen_says(tmp_path: Path, folder: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    async with app.run_test() as pilot:
        screen = await opened(pilot, app, incident)
        for number, form in enumerate(screen.forms, start=1):
            screen.plan.recipients[form] = "Dr. Bell"
            screen.plan.purposes[form] = "treatment"
            await pilot.press(str(number))
            screen.plan.password = "ruhig am Rand"  # only what can ask for it has it
            expected = screen.plan.target
            await pilot.press("ctrl+s")
            await wait_for(pilot, lambda w=expected: screen.written == w, f"the file of {form}")  # type: ignore[misc]
            assert expected.exists()
            assert expected.name.endswith(FORMS[form].suffix)
        # The end of the id is random, so that any digits may stand there.
        names = {path.name.replace(incident[-8:], "") for path in folder.iterdir()}
        assert len(names) == len(screen.forms)
        assert not any(word in name.lower() for name in names for word in ("ortiz", "mara", "back", "22"))


def test_several_incidents_as_fhir_are_an_archive_and_one_is_not() -> None:
    now = datetime.fromisoformat("2026-10-09T20:00:00-05:00")
    assert ExportPlan(("a" * 36,), now, form="fhir").plain_name == "incident-aaaaaaaa.fhir.json"
    assert ExportPlan(("a", "b"), now, form="fhir").plain_name == "incidents-2026-10-09.fhir.zip"
    assert ExportPlan((), now, form="fhir").plain_name == "incidents-2026-10-09.fhir.zip"


def test_a_typed_name_keeps_its_stem_from_form_to_form() -> None:
    plan = ExportPlan(("a",), datetime.fromisoformat("2026-10-09T20:00:00-05:00"), name="for-lee.pdf")
    for form, name in (("fhir", "for-lee.fhir.json"), ("csv", "for-lee"), ("text", "for-lee.txt")):
        plan.choose(form)
        assert plan.name == name


async def test_what_is_there_already_is_replaced_only_after_a_question(tmp_path: Path, folder: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    handed_over(services, incident)
    there = folder / f"incident-{incident[-8:]}.txt"
    there.write_text("somebody else's")
    async with app.run_test() as pilot:
        screen = await opened(pilot, app, incident)
        await pilot.press("2", "x")
        await shown(pilot, app, ConfirmDialog)
        await pilot.press("n")
        await wait_for(pilot, lambda: app.screen is screen, "the screen")
        assert there.read_text() == "somebody else's"
        await pilot.press("x")
        await shown(pilot, app, ConfirmDialog)
        await pilot.press("y")
        await written(pilot, screen)
        assert "REFERRAL LETTER" in there.read_text()


async def test_a_folder_of_tables_is_replaced_only_after_a_question(tmp_path: Path, folder: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    handed_over(services, incident, "csv")
    async with app.run_test() as pilot:
        screen = await opened(pilot, app, incident)
        await pilot.press("3", "x")
        there = await written(pilot, screen)
        (there / "notes.csv").write_text("old")
        await pilot.press("x")
        await shown(pilot, app, ConfirmDialog)
        await pilot.press("y")
        await written(pilot, screen)
        assert (there / "notes.csv").read_text() != "old"
        (there / "mine.txt").write_text("somebody else's")
        await pilot.press("x")
        await shown(pilot, app, ConfirmDialog)
        await pilot.press("y")
        await wait_for(pilot, lambda: "mine.txt" in screen.problems.get("path", ""), "the problem")
        assert (there / "mine.txt").read_text() == "somebody else's"


async def test_another_place_is_taken_and_a_bad_one_is_named(tmp_path: Path, folder: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    handed_over(services, incident)
    elsewhere = tmp_path / "stick"
    elsewhere.mkdir()
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot, app, incident)
        await pilot.press("2")
        screen.lines.move_to("path")
        await pilot.press("enter")
        dialog = await shown(pilot, app, SaveFileDialog)
        dialog.query_one(TypedLine).value = str(tmp_path / "nowhere" / "a.txt")
        await pilot.press("enter", "x")
        await wait_for(pilot, lambda: "does not exist" in screen_text(app), "the refusal")
        assert screen.written is None
        await pilot.press("enter")
        dialog = await shown(pilot, app, SaveFileDialog)
        dialog.query_one(TypedLine).value = str(elsewhere)
        await pilot.press("enter", "x")
        assert await written(pilot, screen) == elsewhere / f"incident-{incident[-8:]}.txt"
        assert app.state["export.folder"] == str(elsewhere)


async def test_a_form_that_names_people_is_refused_for_counting(tmp_path: Path, folder: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    handed_over(services, incident)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot, app, incident)
        await pilot.press("2")
        screen.lines.move_to("purpose")
        await pilot.press("enter", "4", "x")
        await wait_for(pilot, lambda: "names people" in screen_text(app), "the refusal")
        assert list(folder.iterdir()) == []


async def test_a_long_export_is_stopped_with_escape_and_leaves_nothing(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, services = team(tmp_path)
    incidents = [record(services) for _ in range(3)]
    handed_over(services, incidents[0])
    begun, go_on, ended = threading.Event(), threading.Event(), threading.Event()
    whole = type(services.handoff).export

    def slow(self: Any, *arguments: Any, **named: Any) -> Path:
        begun.set()
        assert go_on.wait(10)
        try:
            return whole(self, *arguments, **named)
        finally:
            ended.set()

    monkeypatch.setattr(type(services.handoff), "export", slow)
    async with app.run_test() as pilot:
        await opened(pilot, app, *incidents)
        await pilot.press("2", "x")
        await wait_for(pilot, begun.is_set, "the export to begin")
        assert "esc stops it" in screen_text(app)
        await pilot.press("escape")
        assert "Stopped; nothing was written." in screen_text(app)
        go_on.set()
        await wait_for(pilot, ended.is_set, "the export to end")
        await pilot.press("escape")
        await wait_for(pilot, lambda: isinstance(app.screen, ReferenceScreen), "the way back")
        assert app.is_running
    assert list(folder.iterdir()) == []
    assert len(services.chart.records.disclosures) == 1


async def test_letters_that_no_font_shows_are_left_out_after_a_question_and_named(
    tmp_path: Path, folder: Path
) -> None:
    app, services = team(tmp_path)
    incidents = record(services), record(services, {"guest": f"14 {NOBODYS}"})
    handed_over(services, incidents[0], "pdf")
    async with app.run_test() as pilot:
        screen = await opened(pilot, app, *incidents)
        await pilot.press("x")
        await shown(pilot, app, ConfirmDialog)
        assert "letter 2" in screen_text(app)
        await pilot.press("n")
        await pilot.pause()
        assert "no font on this computer can show" in " ".join(screen_text(app).split())
        assert list(folder.iterdir()) == []
        await pilot.press("x")
        await shown(pilot, app, ConfirmDialog)
        await pilot.press("y")
        target = await written(pilot, screen)
        await wait_for(pilot, lambda: "▲ Left out: letter 2" in screen_text(app), "what is missing")
    assert len(PdfReader(target).pages) == 1
    assert services.chart.records.disclosures
    assert [len(services.chart.incident(each).disclosures) for each in incidents] == [2, 0]


async def test_choices_are_kept_and_found_after_a_kill(tmp_path: Path, folder: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    async with app.run_test() as pilot:
        screen = await opened(pilot, app, incident)
        screen.lines.move_to("recipient")
        await pilot.press("enter")
        await shown(pilot, app, AskDialog)
        await typed(pilot, "Dr. Be")
        await wait_for(pilot, lambda: services.drafts.load("form-export-recipient"), "the draft")
        await pilot.press("enter", "3")
        await wait_for(pilot, lambda: services.drafts.load("form-export"), "the draft")
    services.close()
    again, _ = real_stage(tmp_path, FixedClock(NOW))
    async with again.run_test() as pilot:
        screen = await opened(pilot, again, incident)
        assert screen.plan.form == "csv"
        await pilot.press("1")
        assert "To          Dr. Be" in screen_text(again)


async def test_everything_is_handed_over_when_nothing_is_named(tmp_path: Path, folder: Path) -> None:
    app, services = team(tmp_path)
    async with app.run_test() as pilot:
        screen = await opened(pilot, app)
        assert "Hand over all records" in screen_text(app)
        assert "There is no incident to write a letter about." in screen_text(app)
        screen.plan.recipients["json"] = "me"
        screen.plan.purposes["json"] = "treatment"
        await pilot.press("5", "x")
        target = await written(pilot, screen)
        assert target.name == "incidents-2026-10-09.json"
        assert "Ortiz" in target.read_text()
        assert services.handoff.last_disclosure("json") is not None


async def test_the_path_is_copied_again_with_its_key(tmp_path: Path, folder: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    handed_over(services, incident)
    async with app.run_test(notifications=True) as pilot:
        screen = await opened(pilot, app, incident)
        await pilot.press("c")
        await wait_for(pilot, lambda: "Nothing was written yet" in screen_text(app), "the sentence")
        await pilot.press("2", "x")
        target = await written(pilot, screen)
        app.copy_to_clipboard("something else")
        await pilot.press("c")
        assert app.clipboard == str(target)


def test_without_downloads_files_go_to_the_home_folder() -> None:
    assert downloads() == Path.home()


def test_a_typed_name_keeps_its_stem_when_the_form_changes() -> None:
    plan = ExportPlan(("0123",), FixedClock(NOW)())
    plan.aim("letters/for-bell.pdf")
    plan.choose("text")
    assert plan.target == Path.home() / "letters" / "for-bell.txt"
    plan.aim("")
    assert plan.target == Path.home() / "incident-0123.txt"


async def test_any_text_is_shown_in_the_letter_and_in_every_line(tmp_path: Path, folder: Path) -> None:
    app, services = team(tmp_path)
    texts = [text for text in NASTY.values() if storable(text) and text.strip()]
    incident = record(services)
    for text in texts:
        services.chart.add_note(incident, "narrative", text)
    async with app.run_test() as pilot:
        screen = await opened(pilot, app, incident)
        for text in NASTY.values():
            screen.plan.recipients["pdf"] = text
            screen._show()
            await pilot.pause()
            assert "\x1b" not in screen_text(app)
        await pilot.press("tab")
        for _ in range(20):
            await pilot.press("pagedown")
            assert "\x1b" not in screen_text(app)
        screen.plan.recipients["pdf"] = "knee\x1b[2J"
        screen.plan.purposes["pdf"] = "treatment"
        await pilot.press("2", "x")
        dialog = await shown(pilot, app, AskDialog)
        assert dialog.is_current


async def test_the_letter_is_shown_as_it_will_be_written(tmp_path: Path, folder: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    handed_over(services, incident)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot, app, incident)
        assert "Recipient not named" in preview(screen)
        await pilot.press("2")
        shown_lines = [line.strip() for line in screen.preview.text_lines()]
        assert any("To Dr. Bell · from Ada Trainer" in line for line in shown_lines)
        await pilot.press("x")
        target = await written(pilot, screen)
        for line in target.read_text(encoding="utf-8").splitlines():
            assert line.strip() in shown_lines


def preview(screen: ExportScreen) -> str:
    return "\n".join(screen.preview.text_lines())


async def test_tables_and_data_show_the_fields_that_leave(tmp_path: Path, folder: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot, app, incident)
        for key, there in (
            ("3", "athletes (1): id, given, family"),
            ("5", "history ("),
            ("6", "Coach sheet (1)"),
        ):
            await pilot.press(key)
            await wait_for(pilot, lambda t=there: t in preview(screen), there)  # type: ignore[misc]
        text = preview(screen)
        assert "team, name, availability" in text
        await pilot.press("3")
        await wait_for(pilot, lambda: "incidents.csv" in preview(screen), "first rows")
        assert incident in preview(screen)


async def test_small_counts_are_warned_about_when_nobody_may_be_recognised(
    tmp_path: Path, folder: Path
) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot, app, incident)
        await pilot.press("5")
        screen.lines.move_to("purpose")
        await pilot.press("enter", "4")
        await wait_for(pilot, lambda: "fewer than 5 rows" in screen_text(app), "the warning")
        assert "Ortiz" not in preview(screen)


async def test_x_hands_over_from_anywhere(tmp_path: Path, folder: Path) -> None:
    app, services = team(tmp_path)
    record(services)
    async with app.run_test(notifications=True) as pilot:
        await settle(pilot, app)
        await pilot.press("x")
        await wait_for(pilot, lambda: "Records are handed over" in screen_text(app), "the words")
        for key in ("f2", "f5", "f6"):
            await pilot.press(key, "x")
            await shown(pilot, app, ExportScreen)
            assert "Hand over all records" in screen_text(app)
            await pilot.press("escape")
            await wait_for(pilot, lambda: not isinstance(app.screen, ExportScreen), "the way back")


async def test_the_folder_is_opened_on_a_key_alone_and_where_there_is_a_desktop(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    handed_over(services, incident)
    asked: list[Path] = []
    monkeypatch.setattr("trainer_tui.ui.screens.export.open_folder", asked.append)
    async with app.run_test(notifications=True) as pilot:
        screen = await opened(pilot, app, incident)
        await pilot.press("2", "o")
        await wait_for(pilot, lambda: "Nothing was written yet" in screen_text(app), "the sentence")
        await pilot.press("x")
        await written(pilot, screen)
        assert asked == []
        await pilot.press("o")
        assert asked == [folder]


async def test_every_form_is_on_the_page_of_the_athlete(tmp_path: Path, folder: Path) -> None:
    app, services = team(tmp_path)
    record(services)
    athlete = services.chart.athletes()[0].id
    for form in services.handoff.formats:
        given = {"recipient": f"For {form}", "purpose": Purpose.CONSENT}
        services.handoff.export(form, folder / form, **given)  # type: ignore[arg-type]
    shared = {"recipient": "League", "purpose": Purpose.AGGREGATE}
    services.handoff.export("csv", folder / "shared", **shared)  # type: ignore[arg-type]
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot, app)
        app.push_screen(AthleteScreen(athlete))
        screen = await shown(pilot, app, AthleteScreen)
        text = "\n".join(screen.page.text_lines())
        for form in services.handoff.formats:
            assert f"{form} to For {form}, consent" in text
        assert "csv to League, aggregate" in text


async def test_a_travel_pack_asks_for_a_password_twice_and_keeps_it_nowhere(
    tmp_path: Path, folder: Path
) -> None:
    app, services = team(tmp_path)
    record(services)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, app)
        await pilot.press(str(screen.forms.index("travel") + 1))
        screen.plan.recipients["travel"] = "Team bus"
        screen.plan.purposes["travel"] = "treatment"
        assert "which one?" in screen_text(app)
        await pilot.press("x")
        dialog = await shown(pilot, app, FilePasswordDialog)
        for each in ("short", "short"):
            await typed(pilot, each)
            await pilot.press("enter")
        await wait_for(pilot, lambda: "can be guessed" in screen_text(app), "the refusal")
        for each in ("blue field", "blue meadow"):
            await typed(pilot, each)
            await pilot.press("enter")
        await wait_for(pilot, lambda: "were not the same" in screen_text(app), "the refusal")
        assert dialog.is_current
        assert "blue" not in screen_text(app)
        for each in ("blue field", "blue field"):
            await typed(pilot, each)
            await pilot.press("enter")
        path = await written(pilot, screen)
        assert path.name.startswith("travel-")
        assert "asked for when the file is opened" in screen_text(app)
    assert "blue" not in str(screen.plan.to_json())
    assert "blue" not in str(screen.plan)
    reader = PdfReader(path)
    assert not reader.decrypt("")
    assert reader.decrypt("blue field")


async def test_a_packet_is_about_the_team_that_is_chosen(tmp_path: Path, folder: Path) -> None:
    app, services = team(tmp_path)
    incident = record(services)
    athlete = services.chart.incident(incident).athlete
    assert athlete is not None
    services.chart.amend_athlete(athlete.id, {"team": "Varsity"}, "moved")
    guest = {"athlete": {"guest": "14 Riverside"}, "kind": "injury", "onset_at": "2026-10-09T19:41:00-05:00"}
    services.chart.add_incidents([guest])
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, app)
        await pilot.press(str(screen.forms.index("packet") + 1))
        screen.plan.recipients["packet"] = "Dr. Bell"
        screen.plan.purposes["packet"] = "treatment"
        await wait_for(pilot, lambda: "List (2): name" in preview(screen), "what would leave")
        screen._ask_team()
        await shown(pilot, app, ChooseDialog)
        place = services.chart.teams().index("Varsity") + 1
        await pilot.press(*["down"] * place, "enter")
        await wait_for(pilot, lambda: screen.plan.team == "Varsity", "the team")
        await wait_for(pilot, lambda: "List (1): name" in preview(screen), "what would leave")
        await pilot.press("x")
        path = await written(pilot, screen)
        assert path.name.startswith("review-")
    assert "Varsity" in PdfReader(path).pages[0].extract_text()


async def test_consent_is_asked_of_those_the_papers_of_a_team_are_about(tmp_path: Path, folder: Path) -> None:
    app, services = team(tmp_path)
    athlete = services.chart.incident(record(services)).athlete
    assert athlete is not None
    services.chart.amend_athlete(athlete.id, {"team": "Varsity"}, "moved")
    services.chart.add_athlete({"family": "Lone", "team": "Chess"})
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, app)
        for form, chosen, named in (
            ("travel", "Varsity", "Ortiz"),
            ("travel", "Chess", "Lone"),
            ("packet", "Varsity", "Ortiz"),
            ("packet", "Chess", ""),
        ):
            await pilot.press(str(screen.forms.index(form) + 1))
            screen.plan.purposes[form], screen.plan.team = "consent", chosen
            rows = plan_rows(screen.plan, screen.forms, services.handoff, services.chart, {})
            warning = next((each.spans[0].text for each in rows if each.key == "consent"), "")
            assert named in warning
            assert bool(warning) == bool(named)
            assert ("Ortiz" in warning) == (named == "Ortiz")

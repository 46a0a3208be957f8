"""Sheets to print: what stands on them, whom they name, and what is recorded of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.handing_over import MARA_IN_FULL, Office
from tests.team import NOA, shipped_library
from trainer_tui.domain import wording
from trainer_tui.domain.errors import BadInput, FieldError, StoreError
from trainer_tui.domain.prints import Order, PrintKind
from trainer_tui.domain.venues import Venue
from trainer_tui.domain.vocabulary import Purpose, Region
from trainer_tui.exports.print_file import PrintFile, sheet_pdf, sheet_text
from trainer_tui.services.consents import consent_warning
from trainer_tui.services.prints import Prints

FIELD = Venue("Home field", "12 School Rd", "North gate", "Gym door", "Coach calls", "General", "911")
NOTE: dict[str, Any] = {"restriction": "No running", "first": "2026-10-10", "last": "2026-10-17"}


class Desk(Office):
    """An office that prints."""

    def __post_init__(self) -> None:
        super().__post_init__()
        library = shipped_library()
        vocabulary = library.rules.vocabulary
        self.prints = Prints(self.chart, library.reference, vocabulary, PrintFile(), call_back="555 0177")

    def text(self, kind: PrintKind, **wanted: Any) -> str:
        """Return a sheet as it is read."""
        return sheet_text(self.prints.compose(Order(kind, **wanted)))


@pytest.fixture
def desk() -> Desk:
    made = Desk()
    made.athlete(**MARA_IN_FULL)
    return made


def test_a_capture_sheet_asks_the_whole_sweep_and_names_nobody(desk: Desk) -> None:
    vocabulary = shipped_library().rules.vocabulary
    for region in Region:
        sheet = desk.prints.compose(Order(PrintKind.SHEET, region=region))
        text = sheet_text(sheet)
        assert not sheet.personal
        for name in desk.chart.sweep(region).findings:
            assert vocabulary[name].prompt in text.replace("\n", " "), (region, name)
        assert wording.NOT_CLEARANCE in text.replace("\n", " ")


def test_a_roster_tells_never_asked_from_none_known(desk: Desk) -> None:
    desk.athlete(**NOA, alerts="no_allergy_known", physical_until="2026-08-01")
    desk.athlete(family="Kim", team="Junior", alerts="none_known")
    text = " ".join(desk.text(PrintKind.ROSTER).split())

    assert "alerts: sickle trait allergies: penicillin · medication: never asked" in text
    assert "birth date not recorded · alerts: not recorded allergies: none known" in text
    assert "physical ended 2026-08-01" in text
    assert "alerts: none known allergies: none known · medication: none known" in text
    assert "Kim" not in desk.text(PrintKind.ROSTER, team="Varsity")
    with pytest.raises(FieldError) as caught:
        desk.text(PrintKind.ROSTER, team="Chess")
    assert caught.value.field == "team"


def test_the_advice_holds_sourced_statements_alone_and_says_it_is_a_draft(desk: Desk) -> None:
    page = shipped_library().reference.page("concussion")
    allowed = {f"{item.text} [{', '.join(item.sources)}]" for item in page.items()}
    sheet = desk.prints.compose(Order(PrintKind.ADVICE))
    said = [words for block in sheet.blocks[1:] for _, words in block.rows]

    assert said
    assert set(said) <= allowed
    assert wording.DRAFT in sheet.about
    assert sheet.foot[0].startswith("Sources: B88 World Rugby")
    assert not sheet.personal


def test_a_note_says_what_a_person_typed_and_no_diagnosis(desk: Desk) -> None:
    incident = desk.shoulder()
    text = desk.text(PrintKind.NOTE, incident=incident, **NOTE)

    assert "No running" in text
    assert "2026-10-17" in text
    for word in ("shoulder", "dislocat", "instability", "sickle"):
        assert word not in text.lower()
    assert "further notice" in desk.text(PrintKind.NOTE, incident=incident, **{**NOTE, "last": ""})


def test_a_note_names_the_diagnosis_only_with_a_consent(desk: Desk) -> None:
    incident = desk.shoulder()
    with pytest.raises(FieldError) as caught:
        desk.text(PrintKind.NOTE, incident=incident, with_diagnosis=True, **NOTE)
    assert caught.value.field == "with_diagnosis"

    desk.chart.amend_athlete(desk.chart.athletes()[0].id, {"disclosure_by": "Ana"}, "")
    assert "Reason" in desk.text(PrintKind.NOTE, incident=incident, with_diagnosis=True, **NOTE)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("incident", ""),
        ("restriction", " "),
        ("restriction", "two\nlines"),
        ("first", ""),
        ("first", "soon"),
        ("last", "2026-10-09"),
        ("last", "never"),
    ],
)
def test_a_wrong_line_of_a_note_is_named(desk: Desk, field: str, value: str) -> None:
    wanted = {"incident": desk.shoulder(), **NOTE, field: value}
    with pytest.raises(FieldError) as caught:
        desk.text(PrintKind.NOTE, **wanted)
    assert caught.value.field == field


def test_a_guest_and_what_was_in_error_get_no_note(desk: Desk) -> None:
    guest, void = desk.incident({"guest": "14 Riverside"}), desk.shoulder()
    desk.chart.void_incident(void, "Wrong athlete")
    for incident in (guest, void):
        with pytest.raises((FieldError, BadInput)):
            desk.text(PrintKind.NOTE, incident=incident, **NOTE)


def test_the_coach_sheet_has_names_and_availability_words_alone(desk: Desk) -> None:
    desk.shoulder()
    text = desk.text(PrintKind.COACH)

    assert "Mara Ortiz:" in text
    assert " out" in text
    for word in ("shoulder", "sickle", "penicillin", "555"):
        assert word not in text.replace("Questions", "")


def test_a_venue_card_needs_a_venue(desk: Desk) -> None:
    text = desk.text(PrintKind.PLAN, venue=FIELD)
    assert "North gate" in text
    with pytest.raises(FieldError) as caught:
        desk.text(PrintKind.PLAN)
    assert caught.value.field == "venue"


def test_a_sheet_that_names_somebody_is_recorded_before_it_appears(desk: Desk, tmp_path: Path) -> None:
    order, target = Order(PrintKind.ROSTER), tmp_path / "roster.txt"
    for given in ({}, {"recipient": "Kit"}, {"purpose": Purpose.TREATMENT}):
        with pytest.raises(FieldError):
            desk.prints.write(order, target, **given)
    with pytest.raises(BadInput):
        desk.prints.write(order, target, recipient="Kit", purpose=Purpose.AGGREGATE)
    assert not target.exists()

    desk.store.full = True
    with pytest.raises(StoreError):
        desk.prints.write(order, target, recipient="Kit", purpose=Purpose.TREATMENT)
    assert [path.name for path in tmp_path.iterdir()] == ["home"]
    desk.store.full = False

    desk.prints.write(order, target, recipient="Kit", purpose=Purpose.TREATMENT)
    told = desk.prints.last_disclosure(PrintKind.ROSTER)
    assert told is not None
    assert (told.recipient, told.athletes) == ("Kit", (desk.chart.athletes()[0].id,))
    with pytest.raises(BadInput, match="already exists"):
        desk.prints.write(order, target, recipient="Kit", purpose=Purpose.TREATMENT)
    desk.prints.write(order, target, recipient="Kit", purpose=Purpose.TREATMENT, force=True)


def test_a_sheet_that_names_nobody_asks_and_records_nothing(desk: Desk, tmp_path: Path) -> None:
    desk.prints.write(Order(PrintKind.SHEET, region=Region.KNEE), tmp_path / "sheet.txt")

    assert not desk.chart.records.disclosures


@pytest.mark.parametrize("kind", list(PrintKind))
def test_every_sheet_is_typeset(desk: Desk, kind: PrintKind) -> None:
    order = Order(kind, incident=desk.shoulder(), venue=FIELD, **NOTE)
    sheet = desk.prints.compose(order)

    assert sheet_pdf(sheet, desk.clock()).startswith(b"%PDF")
    assert sheet_pdf(sheet, desk.clock()) == sheet_pdf(sheet, desk.clock())
    assert all(len(line) <= 78 for line in sheet_text(sheet).split("\n"))


@pytest.mark.parametrize("name", ["[R] knee", "#set text(red)", "\x1b[2Jx", "José"])
def test_what_a_person_typed_is_text_on_paper(desk: Desk, name: str) -> None:
    desk.athlete(family=name, team="Nasty")
    sheet = desk.prints.compose(Order(PrintKind.ROSTER, team="Nasty"))

    assert sheet_pdf(sheet, desk.clock()).startswith(b"%PDF")
    assert "\x1b" not in sheet_text(sheet)


def test_a_consent_that_is_missing_is_said_for_consent_alone(desk: Desk) -> None:
    mara, records = desk.chart.athletes()[0].id, desk.chart.records
    assert "22 Mara Ortiz" in consent_warning(records, Purpose.CONSENT, [mara])
    for purpose in (Purpose.TREATMENT, Purpose.EMERGENCY, None):
        assert consent_warning(records, purpose, [mara]) == ""
    for number in range(3):
        desk.athlete(family=f"Kim {number}")
    everybody = [athlete.id for athlete in desk.chart.athletes()]
    assert "4 athletes" in consent_warning(records, Purpose.CONSENT, everybody)

    desk.chart.amend_athlete(mara, {"disclosure_by": "Ana", "disclosure_until": "2026-10-08"}, "")
    assert consent_warning(records, Purpose.CONSENT, [mara])
    desk.chart.amend_athlete(mara, {"disclosure_until": "2026-10-09"}, "Renewed")
    assert consent_warning(records, Purpose.CONSENT, [mara]) == ""

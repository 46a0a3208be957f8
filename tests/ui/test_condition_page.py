"""What a page of the reference says about where its statements come from."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.team import shipped_library
from trainer_tui.domain.conditions import Review
from trainer_tui.ui.condition_page import condition_page, named_page
from trainer_tui.ui.text import text_of, wrap

TODAY = date(2026, 10, 9)


@pytest.mark.parametrize(
    ("due", "shown"),
    [("2026-10-08", True), ("2026-10-09", False), ("2027-01-02", False), ("", False)],
)
def test_a_review_that_has_run_out_is_said(due: str, shown: bool) -> None:
    reference = shipped_library().reference
    reviewed = replace(reference.page("back-spasms"), review=Review("Dr. Ito", "2025-10-08", due))
    rows = [text_of(row.spans) for row in condition_page(reviewed, reference.catalogue, TODAY).rows]
    assert (f"The next review was due on {due}" in rows) is shown


def test_a_draft_has_no_review_that_could_run_out() -> None:
    assert not Review(due="2020-01-01").is_overdue(TODAY)


def test_an_urgency_of_our_own_is_said_to_have_no_source() -> None:
    reference = shipped_library().reference
    page = condition_page(reference.page("back-spasms"), reference.catalogue, TODAY)
    text = "\n".join(text_of(row.spans) for row in page.rows)
    assert "one limb, new and not changing [no source: editorial]" in text
    assert "EDITORIAL" not in text


def test_no_page_shows_the_mark_of_the_files() -> None:
    catalogue = shipped_library().reference.catalogue
    rows = [row for named in catalogue.named.values() for row in named_page(named, catalogue).rows]
    assert rows
    assert not any("EDITORIAL" in text_of(row.spans) for row in rows)


def test_the_sides_of_a_conflict_stand_in_one_row_each_with_its_sources() -> None:
    reference = shipped_library().reference
    page = condition_page(reference.page("exertional-heat-stroke"), reference.catalogue, TODAY)
    [opposed] = [row for row in page.rows if row.beside]
    first, second = (text_of(side.spans) for side in opposed.beside)
    assert (first[:3], second[:3]) == ("A: ", "B: ")
    assert first.endswith("[B96]")
    assert second.endswith("[B98, B100]")
    assert page.places[opposed.key or ""].sources == ("B96", "B98", "B100")


@pytest.mark.parametrize(("width", "beside"), [(78, False), (118, True)])
def test_they_stand_side_by_side_on_a_wide_page_and_below_each_other_on_a_narrow_one(
    width: int, beside: bool
) -> None:
    reference = shipped_library().reference
    for ident in reference.catalogue.entries:
        page = condition_page(reference.page(ident), reference.catalogue, TODAY)
        for row in (row for row in page.rows if row.beside):
            lines = [text_of(line) for line in wrap(row, width)]
            assert any("A: " in line and "B: " in line for line in lines) is beside
            shown = " ".join(" ".join(lines).replace("│", " ").split())
            for side in row.beside if not beside else ():
                assert " ".join(text_of(side.spans).split()) in shown

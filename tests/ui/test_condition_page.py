"""What a page of the reference says about where its statements come from."""

from __future__ import annotations

from tests.team import shipped_library
from trainer_tui.ui.condition_page import condition_page, named_page
from trainer_tui.ui.text import text_of


def test_an_urgency_of_our_own_is_said_to_have_no_source() -> None:
    reference = shipped_library().reference
    page = condition_page(reference.page("back-spasms"), reference.catalogue)
    text = "\n".join(text_of(row.spans) for row in page.rows)
    assert "one limb, new and not changing [no source: editorial]" in text
    assert "EDITORIAL" not in text


def test_no_page_shows_the_mark_of_the_files() -> None:
    catalogue = shipped_library().reference.catalogue
    rows = [row for named in catalogue.named.values() for row in named_page(named, catalogue).rows]
    assert rows
    assert not any("EDITORIAL" in text_of(row.spans) for row in rows)

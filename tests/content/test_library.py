"""The shipped library as a whole: it passes its own checks and every link of it can be walked."""

from __future__ import annotations

import pytest

from tests.content.full_pages import FIVE_SIGNS, SHORT_PAGES
from trainer_tui.domain.conditions import EDITORIAL_SOURCE
from trainer_tui.domain.search import Field
from trainer_tui.domain.vocabulary import LinkType
from trainer_tui.paths import data_root
from trainer_tui.services.reference import Reference
from trainer_tui.storage.content import ContentLibrary


@pytest.fixture(scope="module")
def reference() -> Reference:
    return Reference(ContentLibrary(data_root()))


def test_the_library_passes_its_own_checks(reference: Reference) -> None:
    assert [finding.sentence for finding in reference.lint()] == []


def test_every_link_resolves_and_is_walkable_from_both_ends(reference: Reference) -> None:
    catalogue = reference.catalogue
    assert catalogue.links
    for ident, links in catalogue.links.items():
        for link in links:
            assert catalogue.resolve(link.to).name
            back = {(other.type, other.to) for other in catalogue.links[link.to]}
            assert (link.type.inverse, ident) in back, f"{link.to} does not lead back to {ident}"


def test_no_page_and_no_named_condition_stands_alone(reference: Reference) -> None:
    catalogue = reference.catalogue
    assert [ident for ident in (*catalogue.entries, *catalogue.named) if not catalogue.links.get(ident)] == []


def test_every_item_that_leads_somewhere_leads_to_something(reference: Reference) -> None:
    for ident in reference.catalogue.entries:
        for item in reference.page(ident).items():
            assert not item.link or reference.resolve(item.link).name


def test_every_statement_has_a_source_and_only_urgency_rests_on_our_own_judgement(
    reference: Reference,
) -> None:
    for ident in reference.catalogue.entries:
        for item in reference.page(ident).items():
            place = f"{ident} {item.section} {item.id}"
            assert all(statement.sources for statement in item.statements()), place
            assert not any(EDITORIAL_SOURCE in claim.sources for claim in item.claims()), place


def test_the_source_page_keeps_its_neighbours(reference: Reference) -> None:
    assert reference.previous_and_next("back-spasms") == ("turf-toe", "shoulder-instability")
    assert reference.previous_and_next("turf-toe")[1] == "back-spasms"
    assert reference.previous_and_next("shoulder-instability")[0] == "back-spasms"


def test_its_five_signs_are_emergency_signs_and_no_symptoms(reference: Reference) -> None:
    page = reference.page("back-spasms")
    listed = {
        finding
        for item in page.sections["emergency_signs"]
        if item.extra.get("origin") == "source_page"
        for finding in item.findings
    }
    assert listed == set(FIVE_SIGNS)
    assert not [item.id for item in page.sections["symptoms"] if set(FIVE_SIGNS) & {item.id, *item.findings}]


def test_its_seven_serious_conditions_have_pages_that_lead_back(reference: Reference) -> None:
    links = reference.catalogue.linked("back-spasms", LinkType.SERIOUS_ASSOCIATED)
    assert {link.to for link in links} >= set(SHORT_PAGES)
    assert reference.catalogue.entries.keys() >= set(SHORT_PAGES)
    for ident in SHORT_PAGES:
        back = reference.catalogue.linked(ident, LinkType.ASSOCIATED_WITH)
        assert "back-spasms" in [link.to for link in back]


def test_every_page_is_a_draft_until_somebody_has_reviewed_it(reference: Reference) -> None:
    for ident in reference.catalogue.entries:
        page = reference.page(ident)
        if not page.review.reviewed_by:
            assert reference.to_json(ident)["review"]["statement"] == "Draft: not clinically reviewed"


def test_every_condition_is_found_by_its_own_name_and_aliases(reference: Reference) -> None:
    for entry in reference.catalogue.entries.values():
        hits = {hit.id: hit.field for hit in reference.search(entry.name).hits}
        assert hits.get(entry.id) is Field.NAME
        for alias in entry.aliases:
            assert entry.id in [hit.id for hit in reference.search(alias).hits], alias


@pytest.mark.parametrize("typed", ["b", "ba", "back", "bakc", "back sp", "spasm", "lumbago"])
def test_back_spasms_are_found_while_typing(reference: Reference, typed: str) -> None:
    result = reference.search(typed)
    offered = [hit.id for spelling in result.suggestions for hit in reference.search(spelling).hits]
    assert "back-spasms" in [*(hit.id for hit in result.hits), *offered]

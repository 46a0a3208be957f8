"""Rows about people: the hold and who cleared it, who was told, consents, and whom to call."""

from __future__ import annotations

from collections.abc import Sequence

from trainer_tui.domain.athletes import Athlete, Consent
from trainer_tui.domain.clearances import Clearance, Held
from trainer_tui.domain.contacts import ContactMade
from trainer_tui.domain.due import Due
from trainer_tui.domain.vocabulary import DominantSide, Hold
from trainer_tui.ui.record_page import RecordPage, in_error
from trainer_tui.ui.text import Span
from trainer_tui.ui.words import NOT_RECORDED, Words


def add_hold(page: RecordPage, held: Held | None, clearances: Sequence[Clearance]) -> None:
    """Add the hold of an incident, and every clearance that came back."""
    if held is not None:
        page.fact("hold", "Hold", Span(held.words, "strong"), f" · by {held.by}")
        if held.hold is Hold.UNTIL_CLEARED and held.clearance is None:
            page.fact("hold.cleared", "Cleared by", Span("nobody yet: v records who does", "warning"))
    for each in clearances:
        page.fact(f"clearance.{each.id}", "Cleared by", *in_error(each.view.voided), each.words)


def add_told(page: RecordPage, told: Sequence[ContactMade], guardian: Due | None, words: Words) -> None:
    """Add who was told, and that a guardian still has to be."""
    page.head(f"Who was told ({len(told)})")
    if guardian is not None:
        page.entry("guardian", Span("Guardian not reached: w records who was told and how.", "warning"))
    for each in told:
        page.entry(
            f"contact.{each.id}",
            *in_error(each.view.voided),
            Span(words.moment(each.at), "strong"),
            Span(f"  {each.by}  ", "label"),
            each.words,
        )
    if not told and guardian is None:
        page.entry("told", Span("Nobody is recorded as told.", "muted"))


def add_roster_facts(page: RecordPage, athlete: Athlete, words: Words) -> None:
    """Add what the roster holds beside name and body: physical, calls, consents, physician, insurance."""
    today = words.now.date()
    for number, person in enumerate(athlete.contacts, start=1):
        page.fact(f"contact.{number}", f"Call {number}", person.words)
    if not athlete.contacts:
        page.fact(
            "contact", "Call", Span(NOT_RECORDED, "warning" if _may_be_minor(athlete, words) else "muted")
        )
    _physical(page, athlete, words)
    side = athlete.dominant_side
    for name, title, value in (
        ("grade", "Grade", athlete.grade),
        ("dominant_side", "Dominant side", "" if side is DominantSide.UNKNOWN else side.words),
        ("baseline_on", "Baseline test", athlete.baseline_on or ""),
        ("inhaler_place", "Inhaler is", athlete.inhaler_place),
        ("auto_injector_place", "Injector is", athlete.auto_injector_place),
        ("insurance", "Insurance", athlete.insurance),
        ("physician", "Physician", f"{athlete.family_physician} {athlete.family_physician_phone}".strip()),
    ):
        page.fact(name, title, value or Span(NOT_RECORDED, "muted"))
    for name, title, consent in (
        ("consent", "May be treated", athlete.consent),
        ("disclosure", "May be told", athlete.disclosure_consent),
    ):
        page.fact(name, title, _consent(consent, ended=bool(consent.by) and not consent.holds(today)))


def _may_be_minor(athlete: Athlete, words: Words) -> bool:
    return athlete.is_minor(words.now) is not False


def _physical(page: RecordPage, athlete: Athlete, words: Words) -> None:
    if athlete.physical_ended(words.now.date()):
        said = Span(f"ended {athlete.physical_until}: a new one is needed", "warning")
    elif athlete.physical_until:
        said = Span(f"counts until {athlete.physical_until}")
    else:
        said = Span(NOT_RECORDED, "muted")
    page.fact("physical_until", "Physical", said)


def _consent(consent: Consent, *, ended: bool) -> Span:
    if not consent.by:
        return Span("no consent on record", "muted")
    return Span(
        f"{consent.words}{' · does not count today' if ended else ''}", "warning" if ended else "text"
    )

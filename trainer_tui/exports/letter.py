"""The referral letter: what a physician needs, in the order in which it is needed.

The text form and the PDF are laid out from the same letter. What is unknown is said to be not recorded or not
assessed; it is never left out and never taken for "no".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from trainer_tui import __version__
from trainer_tui.domain import wording
from trainer_tui.domain.athletes import Athlete
from trainer_tui.domain.conditions import EDITORIAL_SOURCE
from trainer_tui.domain.dates import local_moment
from trainer_tui.domain.handover import Case, Leaving, Packet, Section
from trainer_tui.domain.vocabulary import State, Tier
from trainer_tui.exports.letter_first import first_third
from trainer_tui.exports.letter_sbar import answers, sbar, story
from trainer_tui.exports.letter_words import (
    BLANK,
    BOX,
    NOT_RECORDED,
    Entry,
    Times,
    Words,
    count,
    joined,
    matched_rules,
    rule_sources,
)

TITLE = "Referral letter"
_HEAD: Mapping[str, str] = {
    "warning": "what overrides the rest",
    "addressed": "recipient, sender and time",
    "patient": "name",
    "person": "birth date, age, sex, number and sport",
    "urgency": "urgency",
    "statement": "what the rules say",
}


@dataclass(frozen=True, slots=True)
class Letter:
    """One incident as a letter of plain text, nothing laid out yet."""

    warning: str
    """What overrides everything, such as a record entered in error; usually empty."""
    addressed: str
    patient: str
    """The name alone."""
    person: str
    """Birth date, age, sex and sport."""
    urgency: str
    """The tier's symbol and words, and by when."""
    statement: str
    """The sentence of the rules."""
    first: tuple[Entry, ...]
    """With name and urgency the first third: the question and what decides."""
    sbar: tuple[Entry, ...]
    answers: tuple[Entry, ...]
    """What was not assessed, in one line, and what was asked and not present."""
    story: tuple[Entry, ...]
    """The notes; they go to page two when page one has no room for them."""
    reply_to: str
    reply: tuple[Entry, ...]
    """What the physician fills in."""
    foot: tuple[str, ...]


def letters(packet: Packet) -> Iterator[Letter]:
    """Write one letter for each incident of the packet, each when it is asked for."""
    return (compose(case, packet) for case in packet.cases)


def leaving(packet: Packet) -> Leaving:
    """Tell which parts of the letters say something."""
    parts: dict[str, dict[str, None]] = {}
    for letter in letters(packet):
        for title, labels in _parts(letter):
            parts.setdefault(title, {}).update(dict.fromkeys(labels))
    return Leaving(tuple(Section(title, len(packet.cases), tuple(found)) for title, found in parts.items()))


def _parts(letter: Letter) -> Iterator[tuple[str, Iterable[str]]]:
    yield "Head", (words for name, words in _HEAD.items() if getattr(letter, name))
    for title, entries in (
        ("First third", letter.first),
        ("SBAR", letter.sbar),
        ("Answers", letter.answers),
        ("Notes", letter.story),
    ):
        if entries:
            yield title, (_kind(entry.label) for entry in entries if entry.label)


def _kind(label: str) -> str:
    """Return a label without when and by whom, which differ from note to note."""
    return label.partition(" · ")[0]


def compose(case: Case, packet: Packet) -> Letter:
    """Write the letter of one incident."""
    times, words = Times(packet.written_at), Words(packet.vocabulary)
    return Letter(
        warning=_warning(case, times),
        addressed=_addressed(packet, times),
        patient=_patient(case),
        person=_person(case, times),
        urgency=_urgency(case, times),
        statement=case.triage.statement,
        first=first_third(case, packet, times, words),
        sbar=sbar(case, times, words),
        answers=answers(case, words),
        story=story(case, times, words),
        reply_to=f"{packet.written_by}, telephone {packet.call_back or BLANK}",
        reply=_reply(case),
        foot=tuple(_foot(case, packet, times)),
    )


def _warning(case: Case, times: Times) -> str:
    incident = case.incident
    warnings = []
    if incident.state is State.ENTERED_IN_ERROR:
        warnings.append(
            f"ENTERED IN ERROR: this record is void ({incident.view.void_reason or 'no reason given'})."
        )
    if incident.view.conflicts:
        units = ", ".join(sorted(incident.view.conflicts)).replace("_", " ")
        warnings.append(f"Two laptops hold different values of: {units}. Ask the sender which one counts.")
    if incident.late_entry:
        when = times.moment(incident.reported_at)
        warnings.append(f"Late entry: recorded {when}, over an hour after it happened.")
    return "\n".join(warnings)


def _addressed(packet: Packet, times: Times) -> str:
    to = f"To {packet.recipient}" if packet.recipient else "Recipient not named"
    return f"{to} · from {packet.written_by} · {times.moment(packet.written_at.isoformat())}"


def _patient(case: Case) -> str:
    if case.athlete is None:
        return f"Guest: {case.incident.guest or NOT_RECORDED}"
    called = f" (called {case.athlete.preferred})" if case.athlete.preferred else ""
    return f"{case.athlete.full_name}{called}"


def _person(case: Case, times: Times) -> str:
    athlete = case.athlete
    if athlete is None:
        return f"birth date {NOT_RECORDED} · not on the roster"
    sex = f"sex {NOT_RECORDED}" if athlete.sex.value == "unknown" else athlete.sex.words
    number = f"no. {athlete.jersey}" if athlete.jersey else ""
    sport = joined((athlete.team, athlete.position, number), ", ") or f"sport {NOT_RECORDED}"
    return f"{_born(athlete, case, times)} · {sex} · {sport}"


def _born(athlete: Athlete, case: Case, times: Times) -> str:
    if not athlete.birth_date:
        return f"birth date {NOT_RECORDED}"
    age = athlete.age_at(local_moment(case.incident.onset_at, times.now))
    return f"born {times.day(date.fromisoformat(athlete.birth_date))} ({age} years)"


def _urgency(case: Case, times: Times) -> str:
    tier = case.incident.tier
    possible = case.triage.possible
    undecided = tier is not Tier.EMS_NOW and bool(possible) and possible[0].rule.tier is Tier.EMS_NOW
    if tier is None:
        return "UNDECIDED: MAY BE AN EMERGENCY" if undecided else "No urgency derived from the answers given"
    reached = case.assessments[-1].at if case.assessments else case.incident.reported_at
    by_when = _by_when(tier, local_moment(reached, times.now), times)
    lower = case.triage.tier is not tier and case.lowering is None
    since = " · highest so far, the current answers follow" if lower else ""
    doubt = "\nUNDECIDED: MAY BE AN EMERGENCY" if undecided else ""
    return f"{tier.symbol} {tier.words.upper()}{by_when}{since}{doubt}"


def _by_when(tier: Tier, reached: datetime, times: Times) -> str:
    if tier is Tier.SAME_DAY:
        return f" · {times.day(reached.date())}"
    if tier is Tier.H24_72:
        return f" · by {times.moment((reached + timedelta(hours=72)).isoformat())}"
    return ""


def _reply(case: Case) -> tuple[Entry, ...]:
    void = ", ENTERED IN ERROR" if case.incident.state is State.ENTERED_IN_ERROR else ""
    return (
        Entry("Regarding", f"{_patient(case)} · record …{case.incident.id[-8:]}{void}"),
        Entry("Diagnosis", BLANK * 3),
        Entry(
            "Availability", f"{BOX} out   {BOX} limited   {BOX} full    from {BLANK[:12]} until {BLANK[:12]}"
        ),
        Entry("Restrictions", BLANK * 3),
        Entry("Seen by", f"{BLANK[:19]}  credential {BLANK[:12]}  on {BLANK[:12]}"),
        Entry("Signature", f"{BLANK[:19]}  telephone {BLANK}"),
    )


def _foot(case: Case, packet: Packet, times: Times) -> Iterable[str]:
    rules = matched_rules(case)
    named = "; ".join(f"{rule.id} v{rule.version} ({rule_sources(rule)})" for rule in rules) or "none"
    yield f"Rules matched: {named}. Rule set {case.triage.version}, sha256 {case.triage.sha256[:16]}."
    sources = sorted({source for rule in rules for source in rule.sources} - {EDITORIAL_SOURCE})
    if sources:
        cited = "; ".join(f"{ident} {packet.citations.get(ident, '')}".strip() for ident in sources)
        yield f"Sources: {cited.rstrip('.')}."
    yield (
        f"Record {case.incident.id}, {case.incident.state.words}, "
        f"{count(case.incident.view.revisions, 'revision')}. Written with trainer-tui {__version__} "
        f"for {packet.purpose.words}. Times are local ({times.offset})."
    )
    yield f"{wording.NOT_CLEARANCE} {wording.SUPPORTS} Red-flag rules: {wording.DRAFT}."

"""Everything about one incident as rows of text."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from trainer_tui.domain.athletes import Athlete, alert_words
from trainer_tui.domain.clearances import Clearance, Held
from trainer_tui.domain.contacts import ContactMade
from trainer_tui.domain.dates import local_day
from trainer_tui.domain.due import Due
from trainer_tui.domain.findings import Vocabulary
from trainer_tui.domain.follow_ups import FollowUp
from trainer_tui.domain.incidents import Assessment, Disclosure, Incident, Note
from trainer_tui.domain.plain_text import counted
from trainer_tui.domain.protocol_course import Course
from trainer_tui.domain.recheck import recheck_words
from trainer_tui.domain.relation import Proposal
from trainer_tui.domain.revisions import View
from trainer_tui.domain.treatments import Treatment
from trainer_tui.domain.triage import Triage
from trainer_tui.domain.vocabulary import NONE_KNOWN, Tier
from trainer_tui.services.chart import HistoryEntry, IncidentChart
from trainer_tui.ui.care_rows import add_services
from trainer_tui.ui.emergency.page import add_emergencies
from trainer_tui.ui.evidence_rows import ruleset_words
from trainer_tui.ui.follow_up_rows import add_follow_ups
from trainer_tui.ui.people_rows import add_hold, add_told
from trainer_tui.ui.protocol_page import add_protocols
from trainer_tui.ui.record_page import ERROR_MARK, RecordPage, Target, add_history, in_error
from trainer_tui.ui.referral_rows import add_referrals, add_waiting
from trainer_tui.ui.relation_words import add_relation
from trainer_tui.ui.text import Span
from trainer_tui.ui.trend import add_trend
from trainer_tui.ui.words import (
    NOT_RECORDED,
    Words,
    diagnosis_words,
    grouped_answers,
    label,
    prompt,
    status_span,
    status_words,
    tier_span,
    vitals_words,
)

NOW = "now"
FOLDS = {False: "▸", True: "▾"}


@dataclass(frozen=True, slots=True)
class Shown:
    """What an incident's page is made of."""

    chart: IncidentChart
    history: Sequence[HistoryEntry]
    vocabulary: Vocabulary
    words: Words
    opened: Collection[str]
    """The folds that are open, by what they belong to."""
    courses: Sequence[Course] = ()
    """The protocols that were started."""
    offered: Sequence[str] = ()
    """Names of the protocols that serve the condition."""
    treatments: Sequence[Treatment] = ()
    """What was done for it, newest first."""
    proposal: Proposal | None = None
    """How the record says that it relates to earlier incidents; None for a guest."""
    unsaved: Sequence[str] = ()
    """What is typed for this incident and not saved yet, in sentences."""
    width: int = 77
    """Cells of a line, for tables."""
    follow_ups: Sequence[FollowUp] = ()
    """What is to be come back to, in the order it was set."""
    waiting: Due | None = None
    """The referral that the incident's urgency calls for and nobody has made."""
    held: Held | None = None
    """The hold that a rule has called for."""
    clearances: Sequence[Clearance] = ()
    told: Sequence[ContactMade] = ()
    """Who was told, or could not be."""
    guardian: Due | None = None
    """That the guardian has still to be told."""


def incident_page(shown: Shown) -> RecordPage:
    """Lay out an incident with everything that belongs to it."""
    page = RecordPage()
    _title(page, shown)
    add_conflicts(page, shown.chart.incident.view, shown.words)
    _what_happened(page, shown)
    _triage(page, shown)
    add_told(page, shown.told, shown.guardian, shown.words)
    add_trend(page, shown.chart, shown.vocabulary, shown.words, shown.width)
    add_emergencies(page, shown.chart.emergencies, shown.words)
    _availability(page, shown)
    _assessments(page, shown)
    _notes(page, shown)
    add_protocols(page, shown.courses, shown.offered, shown.words)
    add_referrals(page, shown.chart.referrals, shown.words)
    add_services(page, shown.treatments, shown.words)
    add_follow_ups(page, shown.follow_ups, shown.words)
    _acknowledgements(page, shown)
    _disclosures(page, shown.chart.disclosures, shown.words)
    add_history(page, shown.history, shown.words)
    return page


def state_words(incident: Incident) -> str:
    """Return where an incident stands, in words."""
    state = incident.state.words
    return f"{state}, {'closed' if incident.closed else 'open'}" if not incident.view.voided else state


def _title(page: RecordPage, shown: Shown) -> None:
    chart, words = shown.chart, shown.words
    incident = chart.incident
    name = words.condition(incident.condition) if incident.condition else "Condition not set"
    page.title(Span(chart.who, "title"), Span(f"  {name}  ", "strong"), Span(state_words(incident), "muted"))
    if incident.view.voided:
        page.entry(
            "voided",
            Span(ERROR_MARK, "warning"),
            Span(f"{incident.view.void_reason or 'no reason kept'}. "),
            Span("It can no longer be changed; everything stays readable.", "muted"),
        )
    for number, sentence in enumerate(shown.unsaved):
        page.entry(f"unsaved.{number}", Span(sentence, "warning"))
    page.head("Who")
    _who(page, chart.athlete, chart, words)


def _who(page: RecordPage, athlete: Athlete | None, chart: IncidentChart, words: Words) -> None:
    if athlete is None:
        page.fact("who", "Guest", chart.who, Span("  not on the roster", "muted"))
        return
    target = Target("athlete", athlete.id)
    onset = local_day(chart.incident.onset_at, words.now)
    age = athlete.age_at(onset)
    years = f"{age} years at onset" if age is not None else "age not recorded"
    about = " · ".join(filter(None, (athlete.team, athlete.position, years)))
    page.fact("who", "Athlete", Span(chart.who, "link"), Span(f"  {about}", "muted"), target=target)
    add_alerts(page, athlete)
    contacts = "; ".join(person.words for person in athlete.contacts)
    page.fact("emergency", "Emergency call", contacts or Span(NOT_RECORDED, "muted"))


def add_alerts(page: RecordPage, athlete: Athlete) -> None:
    """Add what must be known of an athlete before anything else; none known differs from never asked."""
    if not athlete.alerts:
        page.fact("alerts", "Alerts", Span("never asked", "muted"))
    elif NONE_KNOWN in athlete.alerts:
        page.fact("alerts", "Alerts", "none known")
    else:
        words = "; ".join(map(alert_words, athlete.alerts))
        span = Span(f"! {words}", "warning") if athlete.warnings else Span(words)
        page.fact("alerts", "Alerts", span)


def add_conflicts(page: RecordPage, view: View, words: Words) -> None:
    """Show what two laptops wrote apart from each other, all of it, until a person chooses."""
    if not view.conflicts:
        return
    page.head("Conflicts: written differently on two laptops")
    for unit, values in view.conflicts.items():
        page.entry(f"conflict.{unit}", Span(f"{label(unit)}: ", "warning"), "choose with e")
        for number, value in enumerate(values):
            letter = Span(f"{chr(65 + number % 26)}: ", "label")
            page.entry(f"conflict.{unit}.{number}", letter, words.unit(view.kind, unit, value), indent=3)


def _what_happened(page: RecordPage, shown: Shown) -> None:
    incident, words = shown.chart.incident, shown.words
    page.head("What happened")
    late = [Span("  late entry", "warning")] if incident.late_entry else []
    page.fact("onset_at", "When", words.moment(incident.onset_at), *late)
    by = f"  by {incident.view.created_by}"
    page.fact("reported_at", "Recorded", words.moment(incident.reported_at), by)
    page.fact("kind", "Kind", incident.kind.words)
    _condition(page, incident, words)
    for number, diagnosis in enumerate(incident.diagnoses):
        name = "Diagnosis" if diagnosis.principal else "Also"
        page.fact(f"diagnosis.{number}", name, diagnosis_words(diagnosis))
    if not incident.diagnoses:
        page.fact("diagnosis.0", "Diagnosis", Span(NOT_RECORDED, "muted"))
    for name, title, value in (
        ("mode_of_onset", "Mode of onset", incident.mode_of_onset),
        ("contact", "Contact", incident.contact),
        ("session_kind", "Session", incident.session_kind),
        ("removed", "Left play", incident.removed),
    ):
        page.fact(name, title, Span(value.words, "muted" if value == "unknown" else "text"))
    add_relation(page, incident, shown.proposal, words.chart)


def _condition(page: RecordPage, incident: Incident, words: Words) -> None:
    if incident.condition:
        name = Span(words.condition(incident.condition), "link")
        page.fact("condition", "Condition", name, target=Target("condition", incident.condition))
    else:
        page.fact("condition", "Condition", Span("not set", "muted"))
    known = words.causes(incident.condition)
    for cause in incident.causes:
        page.fact(f"cause.{cause}", "Cause", known.get(cause, cause))
    if not incident.causes:
        page.fact("cause", "Cause", Span(NOT_RECORDED, "muted"))


def _triage(page: RecordPage, shown: Shown) -> None:
    chart = shown.chart
    page.head("Urgency")
    lowered = f"  ({chart.lowering.words(shown.words.now)})" if chart.lowering else ""
    page.fact("tier", "Urgency now", tier_span(chart.incident.tier), lowered)
    page.fact("tier.now", "Answers now", tier_span(chart.triage.tier))
    known = "acknowledged" if chart.acknowledgements else "no rule matched"
    seen = "! not acknowledged yet: a" if chart.needs_acknowledgement else known
    if chart.incident.tier is not None:
        page.fact("seen", "Red flags", Span(seen, "warning" if chart.needs_acknowledgement else "text"))
    if chart.recheck is not None:
        late = chart.recheck.due.overdue(shown.words.now)
        words = recheck_words(chart.recheck, shown.words.now)
        page.fact("recheck", "Next check", Span(words, "warning" if late else "strong"))
    if shown.waiting is not None:
        add_waiting(page, shown.waiting, shown.words)
    _not_assessed(page, shown, NOW, chart.triage.not_assessed)


def _not_assessed(page: RecordPage, shown: Shown, owner: str, names: Sequence[str]) -> None:
    """Count what nobody answered; opened, name each."""
    if not names:
        return
    opened = owner in shown.opened
    key = f"missing.{owner}"
    items = f"{len(names)} {'item' if len(names) == 1 else 'items'} not assessed"
    page.entry(key, Span(f"{FOLDS[opened]} {items}", "muted"), target=Target("fold", owner))
    for name in names if opened else ():
        page.entry(f"{key}.{name}", f"not assessed: {prompt(name, shown.vocabulary)}", indent=3)


def _availability(page: RecordPage, shown: Shown) -> None:
    chart = shown.chart
    page.head("Availability and time loss")
    if chart.athlete is None:
        page.remark("Not kept for a guest.")
        return
    add_hold(page, shown.held, shown.clearances)
    for change in chart.status_changes:
        words = status_words(change)
        page.entry(
            f"status.{change.id}",
            *in_error(change.view.voided),
            Span(f"{change.at}  ", "label"),
            status_span(change.availability),
            Span(f"  {words}", "muted"),
        )
    if not chart.status_changes:
        page.entry("status", Span("Nothing was said for this incident.", "muted"))
    loss = chart.time_loss
    days = f"{counted(loss.days, 'day')}{' so far' if loss.ongoing else ''}"
    parts = f"  {loss.out_days} out, {loss.limited_days} limited · {chart.incident.time_loss_mode.words}"
    page.fact("loss", "Days lost", days, Span(parts, "muted"))


def _assessments(page: RecordPage, shown: Shown) -> None:
    assessments = shown.chart.assessments
    page.head(f"Assessments ({len(assessments)})")
    if not assessments:
        page.entry("assessments", Span("Nothing was assessed.", "muted"))
    for each in assessments:
        _assessment(page, shown, each)


def _assessment(page: RecordPage, shown: Shown, assessment: Assessment) -> None:
    key = f"assessment.{assessment.id}"
    triage: dict[str, Any] = dict(assessment.triage or {})
    tier = Tier(triage["tier"]) if triage.get("tier") else None
    page.entry(
        key,
        *in_error(assessment.view.voided),
        Span(shown.words.moment(assessment.at), "strong"),
        Span(f"  {assessment.by}  ", "label"),
        tier_span(tier) if tier else Span("no rule matched", "muted"),
    )
    if judged := triage.get("ruleset"):
        page.fact(f"{key}.rules", "Judged by", *_judged(judged, shown.chart.triage))
    if assessment.vitals:
        page.fact(f"{key}.vitals", "Vital signs", vitals_words(assessment.vitals, shown.vocabulary))
    for name, answers in grouped_answers(assessment.findings, shown.vocabulary).items():
        style = "strong" if name == "Present" else "text"
        page.entry(f"{key}.{name}", Span(f"{name}: ", "label"), Span("; ".join(answers), style))
    _not_assessed(page, shown, assessment.id, triage.get("not_assessed") or ())


def _judged(judged: Mapping[str, Any], today: Triage) -> list[Span]:
    """Say by which rules an assessment was judged, and when today's are others."""
    version, sha256 = str(judged.get("version", "")), str(judged.get("sha256", ""))
    words = [Span(ruleset_words(version, sha256))]
    if sha256 != today.sha256:
        now = ruleset_words(today.version, today.sha256)
        words.append(Span(f"  today's rules differ: {now}; “Answers now” is by those", "warning"))
    return words


def _notes(page: RecordPage, shown: Shown) -> None:
    page.head(f"Notes ({len(shown.chart.notes)})")
    for note in shown.chart.notes:
        key = f"note.{note.id}"
        page.entry(
            key,
            *in_error(note.view.voided),
            Span(f"{note.heading}  ", "strong"),
            Span(f"{shown.words.moment(note.at)}  {note.by}", "label"),
            *_cosign(shown, note),
        )
        page.entry(f"{key}.text", note.text, indent=3)
    if not shown.chart.notes:
        page.entry("notes", Span("None.", "muted"))


def _cosign(shown: Shown, note: Note) -> list[Span]:
    """Say of a student's note who stands for it, or that somebody has to."""
    if note in shown.chart.waiting:
        return [Span("  student: needs co-sign (C)", "warning")]
    signed = shown.chart.cosigns.get(note.id)
    words = f"  student: co-signed {shown.words.moment(signed.at)} by {signed.signature}" if signed else ""
    return [Span(words, "muted")] if signed else []


def _acknowledgements(page: RecordPage, shown: Shown) -> None:
    entries = shown.chart.acknowledgements
    page.head(f"Red flags acknowledged ({len(entries)})")
    for each in entries:
        page.entry(
            f"acknowledgement.{each.id}",
            *in_error(each.view.voided),
            Span(shown.words.moment(each.at), "strong"),
            Span(f"  {each.by}  ", "label"),
            tier_span(each.tier),
            Span(f"  {', '.join(each.rules)}", "muted"),
        )
    if not entries:
        page.entry("acknowledgements", Span("By nobody.", "muted"))


def _disclosures(page: RecordPage, disclosures: Sequence[Disclosure], words: Words) -> None:
    page.head(f"Handed over ({len(disclosures)})")
    add_disclosures(page, disclosures, words)


def add_disclosures(page: RecordPage, disclosures: Sequence[Disclosure], words: Words) -> None:
    """Add what left this laptop: when, to whom, why and in which form."""
    for each in disclosures:
        page.entry(
            f"disclosure.{each.id}",
            *in_error(each.view.voided),
            Span(words.moment(each.at), "strong"),
            Span(f"  {each.by}  ", "label"),
            f"{each.format} to {each.recipient or 'nobody named'}, {each.purpose.words}",
        )
    if not disclosures:
        page.entry("disclosures", Span("Nothing was handed over.", "muted"))

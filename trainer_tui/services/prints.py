"""Sheets to print: composed from the record and the library, written whole, and recorded where they name
somebody.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from trainer_tui.domain import wording
from trainer_tui.domain.athletes import Athlete, alert_words
from trainer_tui.domain.conditions import Item
from trainer_tui.domain.dates import parse_date
from trainer_tui.domain.errors import BadInput, FieldError
from trainer_tui.domain.findings import LIFE_QUESTIONS, AnswerType, Ask, Vocabulary
from trainer_tui.domain.incidents import Disclosure
from trainer_tui.domain.input_fields import line
from trainer_tui.domain.ports import PrintWriter
from trainer_tui.domain.prints import Block, Order, Print, PrintKind, facts, heading, text
from trainer_tui.domain.venues import plan_lines
from trainer_tui.domain.vocabulary import NONE_KNOWN, Purpose, Tier
from trainer_tui.services.chart import Chart
from trainer_tui.services.incident_entry import refuse_voided
from trainer_tui.services.reference import Reference

BLANK = "_" * 24
BOXES = "☐ ☐ ☐"
NOT_RECORDED = "not recorded"
ASK = "never asked"
CONDITION = "concussion"
ADVICE = {
    "education": "Telling the athlete",
    "treatment": "What is done",
    "return_to_play": "Return to sport",
}
"""What the advice prints of the page below its emergency signs: section and heading."""
STRICTEST_FIRST = ("out", "limited", "full")


class Prints:
    """Composes and writes sheets."""

    def __init__(
        self,
        chart: Chart,
        reference: Reference,
        vocabulary: Vocabulary,
        writer: PrintWriter,
        *,
        call_back: str = "",
    ) -> None:
        """Wire the parts; `call_back` is the telephone number printed for questions."""
        self._chart = chart
        self._records = chart.records
        self._reference = reference
        self._vocabulary = vocabulary
        self._writer = writer
        self._call_back = call_back

    def compose(self, order: Order) -> Print:
        """Return the sheet; nothing is written. Raises FieldError naming what is missing, NotFound."""
        return {
            PrintKind.SHEET: self._sheet,
            PrintKind.ROSTER: self._roster,
            PrintKind.ADVICE: self._advice,
            PrintKind.NOTE: self._note,
            PrintKind.COACH: self._coach,
            PrintKind.PLAN: self._plan,
        }[order.kind](order)

    def write(
        self,
        order: Order,
        target: Path,
        *,
        recipient: str = "",
        purpose: Purpose | None = None,
        force: bool = False,
    ) -> Print:
        """Write a sheet, as a PDF where the target ends in .pdf, else as text; returns what was written.

        One that names somebody is recorded as a disclosure before it appears, so it needs recipient and
        purpose. Raises FieldError, BadInput, NotFound, StoreError; nothing is written then.
        """
        self._writer.check_target(target, force=force)
        sheet = self.compose(order)
        recipient = line("recipient", recipient)
        if sheet.personal and not recipient:
            raise FieldError("recipient", "is needed: who gets the sheet?")
        if sheet.personal and purpose is None:
            raise FieldError("purpose", f"is needed: one of {', '.join(Purpose)}.")
        if sheet.personal and purpose is Purpose.AGGREGATE:
            raise BadInput("This sheet names people, so it cannot go out for aggregate use.")
        with self._writer.placed(sheet, target, self._records.ledger.clock()) as content:
            if sheet.personal and purpose is not None:
                self._chart.add_disclosure(
                    format=format_of(order.kind),
                    recipient=recipient,
                    purpose=purpose,
                    records=sheet.records,
                    athletes=sheet.athletes,
                    sha256=hashlib.sha256(content).hexdigest(),
                )
        return sheet

    def last_disclosure(self, kind: PrintKind) -> Disclosure | None:
        """Return the last hand-over of this kind, whose recipient and purpose are offered again."""
        form = format_of(kind)
        found = [d for d in self._records.disclosures.values() if d.format == form and not d.view.voided]
        return found[-1] if found else None

    # --- one sheet each --------------------------------------------------------------------------

    def _sheet(self, order: Order) -> Print:
        """Lay out the questions of a region with a box for each answer."""
        sweep = self._chart.sweep(order.region)
        who = ("Athlete", "Number, team", "Day and time", "Side", "What happened", "Alerts, allergies", "By")
        blocks = [
            facts(*((label, BLANK * 2) for label in who)),
            text("Boxes: present, absent, not assessed."),
        ]
        for title, names in (
            ("Life first", LIFE_QUESTIONS),
            ("Page one", sweep.page_one),
            ("Page two", sweep.page_two),
        ):
            blocks += [heading(title), text("\n".join(map(self._question, names)))] if names else []
        blocks += [heading("Told"), facts(("Guardian", f"{BLANK} at {BLANK[:10]}"), ("Physician", BLANK))]
        return Print(
            f"Capture sheet: {order.region.words}", "", tuple(blocks), self._foot(wording.NOT_CLEARANCE)
        )

    def _question(self, name: str) -> str:
        finding = self._vocabulary[name]
        apart = " (ask apart from others)" if finding.ask is Ask.PRIVATE else ""
        if finding.type is AnswerType.BOOL:
            return f"{BOXES}  {finding.prompt}{apart}"
        unit = f" in {finding.unit}" if finding.unit else ""
        return f"{BLANK[:6]} {finding.prompt}{unit}"

    def _roster(self, order: Order) -> Print:
        athletes = self._athletes(order)
        rows = [(self._label(athlete), self._roster_words(athlete)) for athlete in athletes]
        blocks = (facts(*rows),) if rows else (text("Nobody is on the roster."),)
        return Print(
            "Roster with alerts",
            self._about(order),
            blocks,
            self._foot(
                "Private: keep it with the kit and destroy it afterwards. “Never asked” is not “none”."
            ),
            athletes=tuple(athlete.id for athlete in athletes),
        )

    def _roster_words(self, athlete: Athlete) -> str:
        age = athlete.age_at(self._records.ledger.clock())
        born = f"born {athlete.birth_date} ({age} years)" if athlete.birth_date else "birth date not recorded"
        alerts = [alert_words(a) for a in athlete.warnings if ":" not in a]
        silent = "none known" if NONE_KNOWN in athlete.alerts else NOT_RECORDED if athlete.alerts else ASK
        first = f"{born} · alerts: {', '.join(alerts) or silent}"
        known = (f"{words}: {_known(athlete, kind)}" for kind, words in KINDS.items())
        places = {"inhaler": athlete.inhaler_place, "auto-injector": athlete.auto_injector_place}
        kept = " · ".join(f"{what}: {place}" for what, place in places.items() if place)
        ended = athlete.physical_ended(self._records.today())
        physical = f"physical ended {athlete.physical_until}" if ended else ""
        calls = "; then ".join(person.words for person in athlete.contacts) or NOT_RECORDED
        lines = (first, " · ".join(known), kept, physical, f"call {calls}")
        return "\n".join(filter(None, lines))

    def _advice(self, order: Order) -> Print:
        """Print what the page of the library says to whoever stays with the athlete, with its sources."""
        page = self._reference.page(CONDITION)
        signs = page.sections.get("emergency_signs", ())
        parts = [(tier.words, [item for item in signs if item.tier is tier]) for tier in Tier]
        parts += [(words, list(page.sections.get(name, ()))) for name, words in ADVICE.items()]
        blocks = [facts(*self._whom(order), ("Questions", self._call_back or BLANK))]
        for title, items in parts:
            blocks += [heading(title), _items(items)] if items else []
        cited = dict.fromkeys(source for _, items in parts for item in items for source in item.sources)
        sources = "; ".join(
            f"{s.id} {s.authors or s.title}, {s.year}" for s in self._reference.sources(cited)
        )
        draft = "" if page.review.reviewed_by else f"{wording.DRAFT}. "
        records, athletes = self._named(order)
        return Print(
            "After a blow to the head: advice to take home",
            f"{draft}{wording.SUPPORTS}",
            tuple(blocks),
            self._foot(f"Sources: {sources}."),
            records=records,
            athletes=athletes,
        )

    def _whom(self, order: Order) -> Sequence[tuple[str, str]]:
        if not order.incident:
            return (("Athlete", BLANK), ("Day and time", BLANK))
        incident = self._records.incident(order.incident)
        refuse_voided(incident)
        return (
            ("Athlete", self._chart.who(incident)),
            ("Day", self._records.onset_day(incident).isoformat()),
        )

    def _named(self, order: Order) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the incident and whom a sheet about one incident names."""
        if not order.incident:
            return (), ()
        incident = self._records.incident(order.incident)
        return (incident.id,), (incident.athlete,) if incident.athlete else ()

    def _note(self, order: Order) -> Print:
        """Write what a teacher must know: what is not to be done and how long, and nothing else."""
        if not order.incident:
            raise FieldError("incident", "is needed: about whom is the note?")
        incident = self._records.incident(order.incident)
        refuse_voided(incident)
        athlete = self._records.athletes.get(incident.athlete or "")
        if athlete is None:
            raise FieldError(
                "incident", "is of a guest, who is not on the roster: there is no school to tell."
            )
        restriction = line("restriction", order.restriction)
        if not restriction:
            raise FieldError("restriction", "is needed: say in words what the athlete is not to do.")
        now = self._records.ledger.clock()
        first = parse_date("first", order.first, now, future=True)
        last = parse_date("last", order.last, now, future=True) if order.last.strip() else None
        if last is not None and last < first:
            raise FieldError("last", f"lies before the first day, {first}; check both.")
        rows = [("Student", athlete.full_name), ("Grade", athlete.grade or NOT_RECORDED)]
        rows += [("Please", restriction), ("From", first.isoformat())]
        rows += [("Until", last.isoformat() if last else "further notice")]
        if order.with_diagnosis:
            rows.append(("Reason", self._diagnosis(athlete, order)))
        signed = (f"Signed {BLANK * 2}", f"Questions: {self._call_back or BLANK}")
        return Print(
            "Note for teachers and physical education",
            "",
            (facts(*rows), text("\n".join(signed))),
            self._foot("Dates and words are those of the person who wrote the note."),
            records=(incident.id,),
            athletes=(athlete.id,),
        )

    def _diagnosis(self, athlete: Athlete, order: Order) -> str:
        if not athlete.disclosure_consent.holds(self._records.today()):
            raise FieldError(
                "with_diagnosis", "needs a consent to tell others that counts today; the roster has none."
            )
        name = self._chart.condition_name(self._records.incident(order.incident))
        return name or NOT_RECORDED

    def _coach(self, order: Order) -> Print:
        athletes = self._athletes(order)
        standing = {athlete.id: self._records.standing(athlete.id).availability for athlete in athletes}
        blocks: list[Block] = []
        for team in dict.fromkeys(sorted(athlete.team for athlete in athletes)):
            members = [athlete for athlete in athletes if athlete.team == team]
            members.sort(key=lambda a: (STRICTEST_FIRST.index(standing[a.id]), a.name))
            blocks += [heading(team or "No team"), facts(*((a.name, standing[a.id].words) for a in members))]
        return Print(
            "Availability",
            self._about(order),
            tuple(blocks) or (text("Nobody is on the roster."),),
            self._foot(),
            athletes=tuple(standing),
        )

    def _plan(self, order: Order) -> Print:
        if order.venue is None:
            raise FieldError("venue", "is needed: no venue's emergency plan is written down yet.")
        lines = plan_lines(order.venue, order.emergency_number)
        rows = facts(*((label, words or "not written down yet") for label, words in lines))
        return Print("Emergency action plan", order.venue.name, (rows,), self._foot())

    # --- shared ----------------------------------------------------------------------------------

    def _athletes(self, order: Order) -> list[Athlete]:
        found = self._chart.athletes(team=order.team)
        if order.team and not found:
            raise FieldError("team", "nobody on the roster is in it; athlete list names the teams.")
        return found

    def _about(self, order: Order) -> str:
        return f"{order.team or 'All teams'} · {self._records.ledger.clock():%Y-%m-%d %H:%M}"

    @staticmethod
    def _label(athlete: Athlete) -> str:
        return f"{athlete.jersey} {athlete.name}".strip()

    def _foot(self, *more: str) -> tuple[str, ...]:
        now = self._records.ledger.clock()
        return (*more, f"Written {now:%Y-%m-%d %H:%M} by {self._chart.users.signature}.")


KINDS = {"allergy": "allergies", "medication": "medication"}


def format_of(kind: PrintKind) -> str:
    """Return what the record of a hand-over calls a kind of sheet."""
    return f"print {kind.value}"


def _known(athlete: Athlete, kind: str) -> str:
    known = athlete.known_of(kind)
    return ASK if known is None else ", ".join(known) or "none known"


def _items(items: Sequence[Item]) -> Block:
    """Return sourced statements of the library with the ids of their sources."""
    return facts(*((item.name, f"{item.text} [{', '.join(item.sources)}]") for item in items))

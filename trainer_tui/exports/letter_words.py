"""Times, answers, vital signs and diagnoses in the words of the letter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from trainer_tui.domain.athletes import Athlete
from trainer_tui.domain.clearances import Held
from trainer_tui.domain.conditions import EDITORIAL_SOURCE
from trainer_tui.domain.dates import local_moment
from trainer_tui.domain.findings import Answer, AnswerType, Ask, Vocabulary
from trainer_tui.domain.handover import Case
from trainer_tui.domain.incidents import Diagnosis, Referral
from trainer_tui.domain.triage import Basis, Rule
from trainer_tui.domain.vocabulary import Hold, ReferralState, Region, Side
from trainer_tui.domain.wording import EDITORIAL

NOT_RECORDED = "not recorded"
NOT_ASSESSED = "not assessed"
BLANK = "_" * 20
BOX = "☐"

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under heads; the first column names each row."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """Each row in words: its name, then a value under each head."""
        heads = [" ".join(head.split("\n")) for head in self.heads]
        told = ("; ".join(f"{h} {c}" for h, c in zip(heads[1:], row[1:], strict=True)) for row in self.rows)
        return (heads[0], *(f"{row[0]}: {cells}" for row, cells in zip(self.rows, told, strict=True)))


@dataclass(frozen=True, slots=True)
class Entry:
    """One labelled line, or a table with a line under it."""

    label: str
    text: str
    table: Table | None = None

    @property
    def words(self) -> str:
        """All it says in lines, for where no table is drawn."""
        return joined((*(self.table.lines if self.table else ()), self.text), "\n")


def joined(parts: Iterable[str], separator: str = "; ") -> str:
    """Join the parts that say something."""
    return separator.join(part for part in parts if part)


def sentence(text: str) -> str:
    """Return text with a capital first letter and a full stop."""
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def count(number: int, word: str) -> str:
    """Return a number with its word, such as "2 revisions"."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def numbered(what: str, number: int, athlete: Athlete | None) -> str:
    """Tell one of many apart by its place and its jersey: the name may be what cannot be shown."""
    return f"{what} {number} (no. {athlete.jersey})" if athlete and athlete.jersey else f"{what} {number}"


@dataclass(frozen=True, slots=True)
class Times:
    """Moments and days in words, in the zone of the clock."""

    now: datetime

    def moment(self, stored: str) -> str:
        """Return a stored moment as "9 Oct 2026, 19:42"."""
        found = local_moment(stored, self.now)
        return f"{self.day(found.date())}, {found:%H:%M}"

    def clock(self, stored: str) -> str:
        """Return the time of day of a stored moment."""
        return f"{local_moment(stored, self.now):%H:%M}"

    def day(self, day: date) -> str:
        """Return a day as "9 Oct 2026", which reads alike everywhere."""
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"

    @property
    def offset(self) -> str:
        """The zone of the clock, such as "UTC-05:00"."""
        text = f"{self.now:%z}"
        return f"UTC{text[:3]}:{text[3:5]}"


@dataclass(frozen=True, slots=True)
class Words:
    """Findings and their answers in words."""

    vocabulary: Vocabulary

    def prompt(self, finding: str) -> str:
        """Return the words of a finding; one this library no longer has keeps its id."""
        return self.vocabulary[finding].prompt if finding in self.vocabulary else finding

    def prompts(self, findings: Iterable[str]) -> str:
        """Return the words of several findings in one line."""
        return "; ".join(self.prompt(finding) for finding in findings)

    def number(self, finding: str, answer: Answer) -> str:
        """Return a finding that is counted or measured, with its number."""
        unit = self.vocabulary[finding].unit if finding in self.vocabulary else ""
        return f"{self.prompt(finding)}: {answer:g} {unit}".strip()

    def is_counted(self, finding: str) -> bool:
        """Whether the answer is a number that no instrument gave, so that it stands among the findings."""
        if finding not in self.vocabulary:
            return False
        known = self.vocabulary[finding]
        return known.type is not AnswerType.BOOL and known.ask is not Ask.MEASURE


def site_words(diagnosis: Diagnosis) -> str:
    """Return side and region."""
    if diagnosis.region is Region.UNSPECIFIED:
        return "body region not recorded"
    region, side = diagnosis.region.words, diagnosis.side
    if side in {Side.LEFT, Side.RIGHT}:
        return f"{side.words} {region}"
    if side is Side.NOT_APPLICABLE:
        return region
    return f"{region}, {'side not recorded' if side is Side.UNKNOWN else side.words}"


def diagnosis_words(diagnosis: Diagnosis) -> str:
    """Return everything a diagnosis says."""
    return joined(
        (
            site_words(diagnosis),
            diagnosis.tissue.words if diagnosis.tissue else "",
            f"grade {diagnosis.grade}" if diagnosis.grade else "",
            f"direction {diagnosis.direction.words}" if diagnosis.direction else "",
            f"OSIICS {diagnosis.osiics}" if diagnosis.osiics else "",
            diagnosis.certainty.words,
        ),
        ", ",
    )


def matched_rules(case: Case) -> list[Rule]:
    """Return the rules that match the current answers, the most urgent first."""
    return [match.rule for match in case.triage.matches]


def rule_sources(rule: Rule) -> str:
    """Return what a rule rests on; that nothing sources its tier is said."""
    basis = {Basis.EDITORIAL: f"urgency: {EDITORIAL}", Basis.MEMORY: "urgency: no source yet"}
    sources = [source for source in rule.sources if source != EDITORIAL_SOURCE]
    return joined((*sources, basis.get(rule.basis, "")), ", ")


def hold_words(held: Held, times: Times) -> str:
    """Say what a hold keeps the athlete from; one of a single day names that day."""
    if held.hold is Hold.TODAY:
        return f"no return on {times.day(date.fromisoformat(held.since))}"
    return held.hold.words


def standing_referrals(case: Case) -> list[Referral]:
    """Return the referrals that were not declined, oldest first."""
    return [referral for referral in case.referrals if referral.state is not ReferralState.DECLINED]

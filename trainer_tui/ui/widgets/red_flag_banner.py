"""The red-flag banner: what the rules make of the answers, in words, symbols and colour, never a toast.

It stays on the screen, shows every match, and says with each result that no flag is no clearance.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content

from trainer_tui.domain.conditions import EDITORIAL_SOURCE
from trainer_tui.domain.findings import Vocabulary
from trainer_tui.domain.recheck import recheck_asked
from trainer_tui.domain.triage import (
    Basis,
    Match,
    Possible,
    Rule,
    Triage,
    first_steps,
    questions_of,
    undecided,
)
from trainer_tui.domain.vocabulary import Tier
from trainer_tui.domain.wording import EDITORIAL, NOT_CLEARANCE
from trainer_tui.ui.events import OpenEvidence
from trainer_tui.ui.evidence_rows import answer_words
from trainer_tui.ui.text import Row, Span, row
from trainer_tui.ui.widgets.lines import Lines

QUESTIONS_MOST = 3
HINT = "enter on a line shows what it rests on"
ASKED = "undecided"
OPEN_PREFIX = "open:"
MISSING = "missing"
UNDECIDED = "undecided-rules"
OPENED = {False: "▸", True: "▾"}


class RedFlagBanner(Lines):
    """A few lines beside something else; with the focus it opens in full, and enter opens its folds."""

    DEFAULT_CSS = """
    RedFlagBanner {
        height: auto; max-height: 8; border: round $panel-lighten-3;
        border-title-color: $foreground; border-title-style: bold; border-subtitle-color: $foreground;
    }
    RedFlagBanner:focus { max-height: 100%; }
    RedFlagBanner.-ems_now {
        border: heavy $error; border-title-color: $background; border-title-background: $error;
    }
    RedFlagBanner.-ems_now:ansi {
        border-title-color: ansi_default; border-title-background: ansi_default;
        border-title-style: bold reverse;
    }
    RedFlagBanner.-same_day { border: heavy $error; border-title-color: $error; }
    RedFlagBanner.-h24_72 { border: round $warning; border-title-color: $warning; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("s", "select", "Evidence", show=False)]

    def __init__(self, vocabulary: Vocabulary, *, id: str | None = None, classes: str | None = None) -> None:
        """Show nothing until `show` is called; the vocabulary gives answers their words."""
        super().__init__(id=id, classes=classes)
        self.vocabulary = vocabulary
        self.triage: Triage | None = None
        self._latched: Tier | None = None
        self._lowered = ""
        self._quiet: frozenset[str] = frozenset()
        self._open_folds: set[str] = set()

    def show(
        self,
        triage: Triage,
        *,
        latched: Tier | None = None,
        acknowledged: bool | None = None,
        quiet: Collection[str] = (),
        lowered: str = "",
    ) -> None:
        """Show a result.

        `latched` is the urgency the record keeps, said apart when it is higher than the present one;
        `acknowledged` tells whether somebody has said that they saw these flags, None where that is not
        asked yet. `quiet` names lesser undecided rules that only the roster has begun: they are folded away,
        so that a birth date alone does not raise a question at every sprain. `lowered` says who made it less
        urgent than it was.
        """
        if triage != self.triage:
            self.scroll_to(y=0, animate=False, immediate=True)
        self.triage, self._latched, self._quiet = triage, latched, frozenset(quiet)
        self._lowered = lowered
        shown = shown_tier(triage, latched, quiet)
        for tier in Tier:
            self.set_class(tier is shown, f"-{tier.value.lower()}")
        self.border_title = Content(f" {headline(triage, latched, acknowledged, quiet)} ")
        self.border_subtitle = Content(f" {NOT_CLEARANCE} ")
        self._fill()

    def _fill(self) -> None:
        if self.triage is not None:
            opened = self._open_folds if self.has_focus else None
            rows = list(flag_rows(self.triage, self.vocabulary, self._latched, opened, self._quiet))
            if self._lowered and self._latched:
                rows.insert(0, _lowered_row(self._latched, self._lowered))
            if not self.has_focus:  # then there is no cursor, so no row has a key
                rows = [Row(r.spans, None, r.indent, r.hang) for r in rows]
            elif self.triage.matches or self.triage.possible:
                rows.append(row(Span(HINT, "muted")))
            self.set_rows(rows, keep_scroll=True)

    def watch_has_focus(self, has_focus: bool) -> None:
        """Open in full and let the cursor reach every line; without the focus fold back."""
        super().watch_has_focus(has_focus)
        if not has_focus:
            self._open_folds.clear()
        self._fill()
        self.scroll_to(y=0, animate=False, immediate=True)

    @on(Lines.Selected)
    def _chosen(self, event: Lines.Selected) -> None:
        event.stop()
        if event.key in (MISSING, UNDECIDED):
            self._open_folds ^= {event.key}
            self._fill()
        elif self.triage is not None and (rules := self._rules_at(event.key, self.triage)):
            self.post_message(OpenEvidence(rules, self.triage))

    def _rules_at(self, key: str, triage: Triage) -> list[Rule]:
        """Return the rules that a row speaks of."""
        if key == ASKED:
            return [possible.rule for possible in undecided(triage, self._quiet)]
        ident = key.removeprefix(OPEN_PREFIX).partition(":")[0]
        rules = [*(match.rule for match in triage.matches), *(each.rule for each in triage.possible)]
        return [rule for rule in rules if rule.id == ident]


def shown_tier(triage: Triage, latched: Tier | None, quiet: Collection[str] = ()) -> Tier | None:
    """Return the tier in whose style a result is shown: a possible emergency looks like one."""
    open_rules = undecided(triage, quiet)
    found = [tier for tier in (triage.tier, latched) if tier is not None]
    if open_rules and open_rules[0].rule.tier is Tier.EMS_NOW:
        found.append(Tier.EMS_NOW)
    return min(found, key=lambda tier: tier.rank, default=None)


def headline(
    triage: Triage, latched: Tier | None, acknowledged: bool | None, quiet: Collection[str] = ()
) -> str:
    """Return the result in a line: the most urgent matter first, with the strictest hold."""
    parts = []
    if triage.tier is not None:
        count = len(triage.matches)
        parts += [f"{triage.tier.symbol} {triage.tier.words}", f"{count} red flag{'s' if count > 1 else ''}"]
        if acknowledged is not None:
            parts.append("acknowledged" if acknowledged else "not acknowledged")
    elif latched is not None:
        parts.append(f"{latched.symbol} {latched.words} (kept)")
    if open_rules := undecided(triage, quiet):
        tier = open_rules[0].rule.tier
        words = f"{tier.symbol} Undecided"
        parts = [words, *parts] if tier is Tier.EMS_NOW else [*parts, words]
    return " · ".join(parts) or "Red flags"


def flag_rows(
    triage: Triage,
    vocabulary: Vocabulary,
    latched: Tier | None = None,
    opened: Collection[str] | None = None,
    quiet: Collection[str] = (),
) -> Iterator[Row]:
    """Yield everything a result says: the first steps on site above all, then what is most urgent.

    With `opened` each match is followed by its reasons, and the folds named in it show what they hold;
    without, what to do about every match comes first, for a place where only a few lines are seen.
    """
    for match in first_steps(triage):
        tier, step = match.rule.tier, match.rule.first
        yield row(Span(f"{tier.symbol} FIRST: {step}", "ems_now"), key=f"{match.rule.id}:first", hang=3)
    for reminder in triage.reminders:
        rests_on = ", ".join(map(_source_words, reminder.sources))
        text = Span(f"   {reminder.text} ", "strong")
        yield row(text, Span(f"Sources {rests_on}.", "muted"), key=reminder.id, hang=3)
    if latched is not None and (triage.tier is None or latched.rank < triage.tier.rank):
        yield row(
            Span(f"{latched.symbol} {latched.words}", latched.value.lower()),
            " is kept as this incident's urgency; the answers now given alone reach less.",
            key="latched",
            hang=3,
        )
    asked = undecided(triage, quiet)
    if asked:
        yield _question_row(asked, vocabulary)
    for match in triage.matches:
        yield _what_to_do(match, triage.tier, vocabulary)
        if opened is not None:
            yield _reasons(match)
    for match in triage.matches if opened is None else ():
        yield _reasons(match)
    yield from _folds(triage, asked, vocabulary, opened or ())


def _lowered_row(tier: Tier, lowered: str) -> Row:
    """The urgency that a person set, beside the one it had."""
    words = Span(f"{tier.symbol} Urgency now: {tier.words}", tier.value.lower())
    return row(words, f" ({lowered})", key="lowered", hang=3)


def _question_row(asked: Sequence[Possible], vocabulary: Vocabulary) -> Row:
    """The one to three questions that decide whether it is more urgent."""
    tier = asked[0].rule.tier
    names = questions_of(asked)
    questions = "; ".join(vocabulary[name].prompt for name in names[:QUESTIONS_MOST])
    more = f"; and {len(names) - QUESTIONS_MOST} more" if len(names) > QUESTIONS_MOST else ""
    reach = "an emergency" if tier is Tier.EMS_NOW else f"more urgent ({tier.words})"
    return row(
        Span(f"{tier.symbol} Undecided: may be {reach}. Answer:", tier.value.lower()),
        Span(f" {questions}{more}.", "strong"),
        key=ASKED,
        hang=3,
    )


def _what_to_do(match: Match, top: Tier | None, vocabulary: Vocabulary) -> Row:
    """What is done, and the answers that say so."""
    rule = match.rule
    tier = rule.tier
    because = "; ".join(
        f"{vocabulary[name].prompt}: {answer_words(name, answer, vocabulary)}"
        for name, answer in match.because.items()
    )
    return row(
        Span(f"{tier.symbol} " if tier is top else f"{tier.symbol} {tier.words}: ", tier.value.lower()),
        Span(f"{rule.action} ", "strong"),
        Span(f"Because {because}.", "muted"),
        key=rule.id,
        hang=3,
    )


def _reasons(match: Match) -> Row:
    """Why, what is held, and where it comes from."""
    rule = match.rule
    return row(
        Span(f"{rule.id} ", "label"),
        f"{rule.why} {rule.hold.words.capitalize()}. {_recheck(rule)}",
        Span(f"{sources_words(rule)}.", "muted"),
        key=f"{rule.id}:why",
        indent=3,
    )


def _recheck(rule: Rule) -> str:
    return f"{recheck_asked(rule.recheck_minutes).capitalize()}. " if rule.recheck_minutes else ""


def _folds(
    triage: Triage, asked: Sequence[Possible], vocabulary: Vocabulary, opened: Collection[str]
) -> Iterator[Row]:
    """What was not assessed, and the undecided rules that do not outrank the result."""
    missing = len(triage.not_assessed)
    items = f"{missing} {'item' if missing == 1 else 'items'} not assessed."
    if not triage.matches and not (asked and asked[0].rule.tier is Tier.EMS_NOW):
        yield _fold(MISSING, f"No red flag among the answers given; {items}", opened, "text")
    elif missing:
        yield _fold(MISSING, items, opened)
    for name in triage.not_assessed if MISSING in opened else ():
        yield row("Not assessed: ", vocabulary[name].prompt, key=f"missing:{name}", indent=3)
    others = [possible for possible in triage.possible if possible not in asked]
    if others:
        more = "more " if asked or triage.matches else ""
        yield _fold(UNDECIDED, f"{len(others)} {more}{_rules(len(others))} undecided", opened)
    for each in others if UNDECIDED in opened else ():
        questions = "; ".join(vocabulary[name].prompt for name in questions_of([each]))
        tier = each.rule.tier
        words, ident = Span(f"{tier.symbol} {tier.words}? ", "strong"), each.rule.id
        yield row(
            words, f"Answer: {questions}. ", Span(ident, "muted"), key=f"{OPEN_PREFIX}{ident}", indent=3
        )


def _rules(count: int) -> str:
    return "rule" if count == 1 else "rules"


def _fold(key: str, words: str, opened: Collection[str], style: str = "muted") -> Row:
    return row(Span(f"{OPENED[key in opened]}  {words}", style), key=key, hang=3)


def sources_words(rule: Rule) -> str:
    """Return where a rule comes from, and what its urgency rests on when no source states it."""
    ids = ", ".join(map(_source_words, rule.sources))
    if ids == EDITORIAL:
        return EDITORIAL.capitalize()
    words = {Basis.EDITORIAL: f"urgency: {EDITORIAL}", Basis.MEMORY: rule.basis.words}
    basis = words.get(rule.basis, "")
    return "; ".join(part for part in (f"Sources {ids}" if ids else "", basis) if part)


def _source_words(source: str) -> str:
    return EDITORIAL if source == EDITORIAL_SOURCE else source

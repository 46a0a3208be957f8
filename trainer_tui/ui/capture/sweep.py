"""The sweep of a region: one key an item, pages of eight, and the line that saves."""

from __future__ import annotations

from collections.abc import Sequence

from trainer_tui.domain.errors import FieldError
from trainer_tui.domain.findings import ABSENT_IN_BULK, PAGE_ONE_MOST, Answer, AnswerType, Ask, Finding
from trainer_tui.domain.triage import roster_first
from trainer_tui.ui.actions import MEASURE, SWEEP, Command
from trainer_tui.ui.capture.step import CARET, Step
from trainer_tui.ui.text import Row, Span, fit, row

SAVE = "save"
STATE_WIDTH = 16
LONGEST_NUMBER = 5

_ASKED = {
    Ask.SIGN: "Seen. ",
    Ask.PRIVATE: "",  # its help begins so
    Ask.HISTORY: "Ask. ",
    Ask.CONTEXT: "Context. ",
    Ask.EXAM: "Exam. ",
    Ask.MEASURE: "Measure. ",
}


class SweepStep(Step):
    """Present, absent, not assessed: the item under the cursor is answered and the cursor moves on."""

    @property
    def commands(self) -> Sequence[Command]:
        """The keys of the item under the cursor: digits of a number are typed."""
        return MEASURE if self._number() else SWEEP

    @property
    def pages(self) -> list[tuple[str, ...]]:
        """Page one as it is authored, then page two in screens of as many."""
        sweep = self.flow.desk.chart.sweep(self.draft.body_region)
        rest = sweep.page_two
        more = [rest[start : start + PAGE_ONE_MOST] for start in range(0, len(rest), PAGE_ONE_MOST)]
        return [sweep.page_one, *more]

    @property
    def items(self) -> tuple[str, ...]:
        """The findings on this screen."""
        if self.draft.deciding:
            return tuple(self.draft.deciding)
        pages = self.pages
        return pages[min(self.draft.sweep_page, len(pages) - 1)]

    def _finding(self, name: str) -> Finding:
        return self.flow.desk.vocabulary[name]

    def _number(self) -> Finding | None:
        """Return the finding under the cursor when its answer is a number."""
        name = self.flow.cursor
        if name is None or name == SAVE:
            return None
        finding = self._finding(name)
        return None if finding.type is AnswerType.BOOL else finding

    # --- what is shown ---------------------------------------------------------------------------

    def rows(self) -> list[Row]:
        """Return the items with their answers, and the line that saves."""
        return [
            row(
                Span(self._title(), "heading"),
                Span("   1 present · 2 absent · 3 or enter not assessed", "muted"),
            ),
            *(self._item_row(name) for name in self.items),
            row(Span("SAVE", "title"), f"  {self._summary()}", key=SAVE, hang=6),
        ]

    def _title(self) -> str:
        if self.draft.deciding:
            return "Questions that decide (6: back)"
        page = f"page {self.draft.sweep_page + 1} of {len(self.pages)}"
        return f"Sweep, {self.draft.body_region.words}, {page}"

    def _item_row(self, name: str) -> Row:
        finding = self._finding(name)
        words, style = self._answer(finding)
        return row(Span(fit(words, STATE_WIDTH) + " ", style), finding.prompt, key=name)

    def _answer(self, finding: Finding) -> tuple[str, str]:
        """Return an answer with its shape and style."""
        if finding.id == self.draft.cursor and self.draft.typed:
            return f"{self.draft.typed}{CARET} {finding.unit}", "strong"
        answer, from_roster = self.flow.answer_to(finding.id), ""
        known = self.flow.roster_answers.get(finding.id)
        if known is not None and (answer is None or known is True):
            answer, from_roster = known, " (roster)"
        return _answer_words(finding, answer, from_roster)

    def _summary(self) -> str:
        answers = [answer for answer in self.draft.findings.values() if answer is not None]
        present = sum(answer is True for answer in answers)
        absent = sum(answer is False or answer == ABSENT_IN_BULK for answer in answers)
        measured = len(self.draft.vitals) + len(answers) - present - absent
        parts = [f"{present} present", f"{absent} absent", *([f"{measured} measured"] if measured else [])]
        return f"enter saves: {', '.join(parts)}, {len(self.flow.triage.not_assessed)} not assessed"

    def hint(self) -> list[Row]:
        """Return how to find out about the item under the cursor."""
        name = self.flow.cursor
        if name is None or name == SAVE:
            more = "causes, onset and the like come after, on the saved record."
            return [row(Span(f"Saves one incident, with the hold a red flag calls for; {more}", "muted"))]
        finding = self._finding(name)
        parts = f"{_ASKED[finding.ask]}{finding.help}"
        if finding.type is not AnswerType.BOOL:
            parts = f"Type {finding.range_words}; right or pagedown turns the page. {parts}"
        return [row(Span(parts, "muted"))]

    # --- keys ------------------------------------------------------------------------------------

    @property
    def typing(self) -> bool:
        """A number is typed here."""
        return self._number() is not None

    def takes(self, character: str) -> bool:
        """Take the digits of a number, and its decimal sign."""
        return self._number() is not None and (character.isdigit() or character in ".,")

    def typed(self) -> None:
        """Keep the cursor where the number is typed."""
        number = self._number()
        self.draft.typed = self.draft.typed.replace(",", ".")[:LONGEST_NUMBER]
        if number is not None:
            self.draft.cursor = number.id

    def digit(self, digit: str) -> None:
        """Answer the item, answer the other signs, turn the page or go to the line that saves."""
        name = self.flow.cursor
        if digit == "0":
            self._rest_absent()
        elif digit in "45":
            self.turn(1 if digit == "4" else -1)
        elif digit == "6":
            self._decide()
        elif digit == "9":
            self.draft.cursor = SAVE
        elif digit in "123" and name is not None and name != SAVE:
            self._answer_item(name, {"1": True, "2": False, "3": None}[digit])
        else:
            self.flow.problem = (
                "1 present, 2 absent, 3 not assessed, 0 other signs, 4 page, 6 decide, 9 save."
            )

    def _answer_item(self, name: str, answer: bool | None) -> None:
        self.draft.reasons.pop(name, None)
        if answer is False and self.flow.roster_answers.get(name) is True:
            self.flow.go("roster", asked=name)
        elif answer is True and name in self.flow.desk.lowering:
            self.flow.go("reason", asked=name)
        elif self.flow.answer(name, answer):
            self.move_on(name)

    def move_on(self, name: str) -> None:
        """Put the cursor on the item after one, from the last on the line that saves."""
        items = self.items
        number = items.index(name) + 1 if name in items else len(items)
        self.draft.cursor = items[number] if number < len(items) else SAVE

    def _rest_absent(self) -> None:
        """Answer the signs of this screen that nobody answered; nothing that must be asked or examined."""
        open_items = [name for name in self.items if self._is_open(name)]
        signs = [name for name in open_items if self._finding(name).in_bulk]
        for name in signs:
            self.flow.answer(name, ABSENT_IN_BULK)
        rest = [name for name in open_items if name not in signs]
        self.draft.cursor = rest[0] if rest else SAVE
        singly = f" {len(rest)} more must be asked or examined one by one." if rest else ""
        if signs:
            self.flow.said = f"{len(signs)} {'sign' if len(signs) == 1 else 'signs'} absent.{singly}"
        else:
            self.flow.said = f"No unanswered sign on this screen.{singly}"

    def _is_open(self, name: str) -> bool:
        return self.flow.answer_to(name) is None and name not in self.flow.roster_answers

    def _decide(self) -> None:
        """Ask what decides the undecided, also where the sweep of this region does not ask it."""
        if self.draft.deciding:
            self.draft.deciding = []
        else:
            self.draft.deciding = roster_first(self.flow.open_questions)[:PAGE_ONE_MOST]
            if not self.draft.deciding:
                self.flow.said = "Nothing is undecided that would be more urgent."
        self.draft.cursor = None

    def turn(self, direction: int) -> bool:
        """Turn to the next screen or the one before, round and round; a typed number is taken first."""
        if self.leave_row() and self.draft.deciding:
            self._decide()
        elif self.leave_row():
            self.draft.sweep_page = (self.draft.sweep_page + direction) % len(self.pages)
            self.draft.cursor = None
        return True

    def enter(self, key: str | None) -> None:
        """Save on the last line; take a typed number; else go on, an answer given before stays."""
        if key == SAVE:
            self.flow.save()
        elif key is not None and self.leave_row():
            self.move_on(key)

    def leave_row(self) -> bool:
        """Take the number that is typed; one that cannot be is said and stays."""
        finding = self._number()
        if finding is None or not self.draft.typed:
            return True
        try:
            value = read_number(self.draft.typed, finding)
        except FieldError as error:
            self.flow.problem = f"{finding.prompt}: {error.problem}"
            return False
        taken = self.flow.answer(finding.id, value)
        if taken:
            self.draft.typed = ""
        return taken

    def back(self) -> None:
        """Go a page back, from the first to where it hurts."""
        if self.draft.sweep_page or self.draft.deciding:
            self.turn(-1)
        else:
            self.flow.go_back_to_place()


def _answer_words(finding: Finding, answer: Answer, source: str) -> tuple[str, str]:
    if answer is None:
        return "· not assessed", "muted"
    if answer == ABSENT_IN_BULK:
        return "− absent, bulk", "text"
    if isinstance(answer, bool):
        return (f"+ present{source}", "warning") if answer else (f"− absent{source}", "text")
    return f"{answer} {finding.unit}{source}", "strong"


def read_number(typed: str, finding: Finding) -> Answer:
    """Return typed digits as an answer; of a temperature the third digit is the tenth, so 385 is 38.5.

    Raises FieldError for an impossible value.
    """
    try:
        if finding.type is AnswerType.INT:
            return finding.check(int(typed))
        if "." not in typed and len(typed) > 2:
            typed = f"{typed[:-1]}.{typed[-1]}"
        return finding.check(float(typed))
    except ValueError:
        raise FieldError(finding.id, f"“{typed}” is not a number; use {finding.range_words}.") from None

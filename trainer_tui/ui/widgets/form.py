"""A form: lines to type into, each with its name before it and what is wrong with it beneath it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.suggester import SuggestFromList
from textual.widget import Widget
from textual.widgets import Input

from trainer_tui.ui.text import Span, fit, row, text_of, wrap
from trainer_tui.ui.widgets.lines import Lines
from trainer_tui.ui.widgets.typed import TypedLine

LABEL_WIDTH = 20
NUMBER_WIDTH = 18
SAVE = "save"


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One line of a form."""

    name: str
    label: str
    help: str = ""
    """Shown below the form while the field has the cursor."""
    suggestions: tuple[str, ...] = ()
    """What the right arrow key completes the typed letters to."""
    beside: str = ""
    """Stands behind a short line: the range of a number and its unit."""
    head: str = ""
    """Stands above the line where a group of lines begins."""


class Field(Widget):
    """A label with its line; a problem stands under it in words."""

    DEFAULT_CSS = """
    Field { height: 1; color: $secondary; }
    Field.-wrong { color: $warning; }
    Field Input { margin-left: 20; }
    """
    problem: reactive[str] = reactive("")

    def __init__(self, spec: FieldSpec, value: str) -> None:
        """Show a field with a value."""
        super().__init__(id=f"field-{spec.name.replace('_', '-')}")
        self.spec = spec
        self._value = value

    def compose(self) -> ComposeResult:
        """Yield the line."""
        words = self.spec.suggestions
        suggester = SuggestFromList(words, case_sensitive=False) if words else None
        line = TypedLine(self._value, suggester=suggester, select_on_focus=False)
        if self.spec.beside:
            line.styles.width = NUMBER_WIDTH
        yield line

    @property
    def line(self) -> TypedLine:
        """The line one types into."""
        return self.query_one(TypedLine)

    def watch_problem(self) -> None:
        """Make room for the problem."""
        self.set_class(bool(self.problem), "-wrong")
        self.styles.height = 1 + len(self._problem_lines())
        self.refresh()

    def on_resize(self) -> None:
        """Wrap the problem anew."""
        self.styles.height = 1 + len(self._problem_lines())

    def _problem_lines(self) -> list[str]:
        if not self.problem:
            return []
        shown = row(Span(f"▲ {self.problem}"), indent=LABEL_WIDTH + 1, hang=2)
        return [text_of(line) for line in wrap(shown, max(40, self.size.width))]

    def render(self) -> Content:
        """Return the label and the problem; the line lies over them."""
        first = fit(f" {self.spec.label}", LABEL_WIDTH)
        if self.spec.beside:
            first += f"{' ' * NUMBER_WIDTH} {self.spec.beside}"
        return Content("\n".join([first, *self._problem_lines()]))


class Form(VerticalScroll, can_focus=False):
    """Fields from top to bottom with a save line; arrows and tab move, enter goes to the next."""

    DEFAULT_CSS = """
    Form {
        height: 1fr; background: $surface; scrollbar-size-vertical: 1;
        scrollbar-background: $surface; scrollbar-background-hover: $surface;
        scrollbar-color: $panel-lighten-2;
    }
    Form #save-line { height: 1; margin: 1 0 0 0; }
    Form .form-head { height: 1; margin: 1 0 0 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        # Before the line sees them, so that what is typed after them goes into the next field.
        Binding("down,tab", "next", show=False, priority=True),
        Binding("enter", "enter", show=False, priority=True),
        Binding("up,shift+tab", "app.focus_previous", show=False, priority=True),
    ]

    class Changed(Message):
        """Something was typed."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    class Saved(Message):
        """The person wants to save."""

    class Entered(Message):
        """The cursor went into a field, or left all of them."""

        def __init__(self, spec: FieldSpec | None) -> None:
            super().__init__()
            self.spec = spec

    def __init__(self, specs: Sequence[FieldSpec], values: Mapping[str, str], *, save: str) -> None:
        """Show fields with their values; `save` names the line that saves."""
        super().__init__()
        self.specs = tuple(specs)
        self._given = {spec.name: values.get(spec.name, "") for spec in specs}
        self._save = save

    def compose(self) -> ComposeResult:
        """Yield the fields and the line that saves."""
        for spec in self.specs:
            if spec.head:
                head = Lines([row(Span(spec.head, "heading"))], classes="form-head", wrapped=False)
                head.can_focus = False
                yield head
            yield Field(spec, self._given[spec.name])
        keys = Span("   enter, or ctrl+s anywhere", "muted")
        yield Lines([row(Span(self._save, "strong"), keys, key=SAVE)], id="save-line", wrapped=False)

    @property
    def fields(self) -> dict[str, Field]:
        """The fields by name."""
        return {field.spec.name: field for field in self.query(Field)}

    @property
    def values(self) -> dict[str, str]:
        """What stands in the fields."""
        return {name: field.line.value for name, field in self.fields.items()}

    def fill(self, values: Mapping[str, str]) -> None:
        """Put values into the fields; those not given are emptied."""
        for name, field in self.fields.items():
            field.line.value = values.get(name, "")

    def enter(self, name: str) -> None:
        """Put the cursor into a field."""
        self.screen.set_focus(self.fields[name].line)

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """Say beneath each field what is wrong with it; the cursor goes to the first of them."""
        for name, field in self.fields.items():
            problem = problems.get(name, "")
            field.problem = problem[:1].upper() + problem[1:]
        first = next((spec.name for spec in self.specs if spec.name in problems), None)
        if first is not None:
            self.enter(first)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        field = event.input.parent
        assert isinstance(field, Field)
        field.problem = ""
        self.post_message(self.Changed(field.spec.name))

    def action_next(self) -> None:
        """Go to the next field."""
        self.screen.focus_next()

    def action_enter(self) -> None:
        """Go to the next field; on the line that saves, save."""
        if isinstance(self.screen.focused, Lines):
            self.post_message(self.Saved())
        else:
            self.action_next()

    @on(Lines.Selected)
    def _save_clicked(self, event: Lines.Selected) -> None:
        event.stop()
        self.post_message(self.Saved())

    def on_descendant_focus(self) -> None:
        """Tell which field has the cursor."""
        focused = self.screen.focused
        field = focused.parent if focused is not None else None
        self.post_message(self.Entered(field.spec if isinstance(field, Field) else None))

"""Recording an incident: one step at a time, the red flags below, every key kept before it is seen."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input

from trainer_tui.domain.errors import BadInput, TrainerError
from trainer_tui.domain.ports import CAPTURES
from trainer_tui.services.capture import Captures
from trainer_tui.ui.actions import (
    CAPTURE,
    CHOICES,
    PARK,
    Command,
    bindings,
)
from trainer_tui.ui.capture.after import Detail
from trainer_tui.ui.capture.again import again_flow
from trainer_tui.ui.capture.flow import Desk, Flow
from trainer_tui.ui.capture.head import head_rows
from trainer_tui.ui.capture.place import RegionStep
from trainer_tui.ui.referral_acts import ReferralActs
from trainer_tui.ui.screens.base import BaseScreen
from trainer_tui.ui.text import Row, Span, row
from trainer_tui.ui.widgets.bars import KeyBar
from trainer_tui.ui.widgets.lines import Lines
from trainer_tui.ui.widgets.red_flag_banner import RedFlagBanner

MAP_FROM, MAP_AND_LIST = 78, 14
"""Cells and lines from which the regions and the figure both fit."""


class CaptureScreen(BaseScreen):
    """Who, life questions, region and side, sweep, save; then details of the same record."""

    COMMANDS_SHOWN: ClassVar[Sequence[Command]] = (*CHOICES, *CAPTURE)
    HELP_TEXT = (
        "Digits, enter and escape are enough. Enter never asserts anything: what is not answered stays “not "
        "assessed”. The draft is kept with every key. The red flags speak only about the answers given; tab "
        "goes into them, and enter on one shows what it rests on."
    )
    BINDINGS: ClassVar[list[BindingType]] = list(bindings((*CAPTURE, PARK)))
    DEFAULT_CSS = """
    #capture { height: 1fr; }
    #capture-flags { height: auto; }
    #capture-head { height: auto; max-height: 4; background: $panel; }
    #capture-step { height: 1fr; min-height: 1; }
    #capture-map { display: none; width: 33; height: 1fr; }
    #capture-map.-shown { display: block; }
    #capture-hint { height: auto; max-height: 4; }
    #capture-text { display: none; }
    #capture-text.-shown { display: block; }
    CaptureScreen RedFlagBanner { max-height: 8; }
    CaptureScreen.-tall RedFlagBanner { max-height: 16; }
    CaptureScreen.-flags RedFlagBanner { max-height: 55vh; }
    CaptureScreen RedFlagBanner:focus { max-height: 66vh; }
    """
    VERTICAL_BREAKPOINTS = [(0, "-short"), (34, "-tall")]

    def __init__(
        self,
        resume: str | None = None,
        *,
        condition: str | None = None,
        athlete: str | None = None,
        likely: str | None = None,
        again: str | None = None,
    ) -> None:
        """Start with what is known already, go on with a parked draft, or assess an incident again."""
        super().__init__()
        self._resume = resume
        self._condition = condition
        self._athlete = athlete
        self._likely = likely
        self._again = again
        self.flow: Flow | None = None
        self._early: list[tuple[str, str | None]] = []
        self._known_name: str | None = None

    @property
    def help_title(self) -> str:
        """The name of the screen in its help."""
        return "Recording an incident"

    @property
    def help_commands(self) -> Sequence[Command]:
        """The keys of the step that is shown, then those of every step."""
        step = self.flow.step.commands if self.flow is not None else CHOICES
        return tuple(dict.fromkeys((*step, *CAPTURE)))

    def body(self) -> ComposeResult:
        """Yield the head, the step, its hint and the red flags."""
        with Vertical(id="capture"):
            yield Lines(id="capture-head")
            with Horizontal(id="capture-step"):
                yield Lines([row(Span("Opening the records …", "muted"))], id="capture-list")
                yield Lines(id="capture-map", wrapped=False)
            yield Input(placeholder="What happened, in your own words", id="capture-text")
            yield Lines(id="capture-hint")
            yield Vertical(id="capture-flags")

    def on_mount(self) -> None:
        """Begin as soon as the records are open; what was confirmed before would cover the questions."""
        self.trainer.hush()
        for passive in ("#capture-head", "#capture-hint", "#capture-map"):
            self.query_one(passive, Lines).can_focus = False
        self.set_focus(self.step_list)
        # Watched, because a message would come after the letter is seen.
        self.watch(self.text, "value", self._narrated, init=False)
        self.trainer.when_open(self._begin)

    @property
    def step_list(self) -> Lines:
        """The step."""
        return self.query_one("#capture-list", Lines)

    @property
    def body_map(self) -> Lines:
        """What stands beside the step."""
        return self.query_one("#capture-map", Lines)

    @property
    def text(self) -> Input:
        """The field for what happened."""
        return self.query_one("#capture-text", Input)

    @property
    def banner(self) -> RedFlagBanner:
        """The red flags."""
        return self.query_one(RedFlagBanner)

    # --- begin -----------------------------------------------------------------------------------

    def _begin(self) -> None:
        try:
            self.flow = self._make_flow()
        except TrainerError as error:
            self.trainer.show_error(error)
            self.call_later(self._close)
            return
        self.query_one("#capture-flags").mount(RedFlagBanner(self.flow.desk.vocabulary))
        early, self._early = self._early, []
        for key, character in early:
            self.flow.press(key, character)
        self._show()

    def _make_flow(self) -> Flow:
        services = self.services
        rules = services.rules
        captures = Captures(self.trainer.backstage.drafts, services.chart, rules.vocabulary, services.clock)
        desk = Desk(
            captures, services.chart, services.reference, rules.vocabulary, rules.lowering, services.clock
        )
        if self._again is not None:
            return again_flow(desk, self.trainer.backstage.drafts, self._again)
        if self._resume is not None:
            flow = Flow(desk, captures.resume(self._resume), self._resume)
            flow.take_up()
            return flow
        captures.free_name()  # a tenth draft is refused before anything is typed
        flow = Flow(desk, captures.start())
        if self._condition is not None:
            flow.set_condition(self._condition)
        if self._athlete is not None:
            flow.name_athlete(self._athlete)
        elif self._likely is not None:
            flow.likely = self._likely
        return flow

    # --- what is shown ---------------------------------------------------------------------------

    def _show(self) -> None:
        """Show the draft as it stands, or leave when nothing is left to do."""
        flow = self.flow
        if flow is None:
            return
        if flow.recorded:
            flow.recorded = False
            self.trainer.records_changed()
        if flow.finished:
            self._leave(flow)
            return
        self.query_one("#capture-head", Lines).set_rows(head_rows(flow))
        rows = flow.step.rows()
        self.step_list.set_rows(rows, cursor=flow.cursor_in(rows), keep_scroll=True)
        self.query_one("#capture-hint", Lines).set_rows(self._hint_rows(flow))
        self.banner.show(flow.triage, quiet=flow.quiet)
        self.set_class(flow.draft.step == "flags", "-flags")
        self.query_one(KeyBar).show(flow.step.commands)
        self._show_text(flow)
        self._show_map()
        if flow.name != self._known_name:
            self._known_name = flow.name
            self.show_notice(self.trainer.notice)

    def _show_map(self) -> None:
        """Show what belongs beside the step, once it is known whether list and picture both fit."""
        shown = self.flow is not None and bool(self.flow.step.picture())
        if shown or self.body_map.has_class("-shown"):
            self.call_after_refresh(self._fit_map)

    def _fit_map(self) -> None:
        step = self.flow.step if self.flow is not None else None
        picture = step.picture() if step is not None else []
        room = self.query_one("#capture-step").size
        whole = room.width >= MAP_FROM and room.height >= MAP_AND_LIST
        here = step.figure.here if isinstance(step, RegionStep) else None
        self.body_map.set_class(bool(picture) and (whole or here is not None), "-shown")
        self.body_map.set_rows(picture, keep_scroll=True)
        if here is not None and room.height < len(picture):
            self.body_map.scroll_to(y=here.line + 2 - room.height, animate=False, immediate=True)

    def on_resize(self) -> None:
        """Look again whether the picture fits."""
        self._show_map()

    def _hint_rows(self, flow: Flow) -> list[Row]:
        told = [row(Span(f"▲ {flow.problem}", "warning"), hang=2)] if flow.problem else []
        if flow.problem and flow.refused_by_disk and flow.draft.incident is None:
            told.append(
                row(Span("^o writes what is on the screen to a file elsewhere, such as a stick", "strong"))
            )
        told += [row(Span(flow.said, "strong"))] if flow.said else []
        return told or flow.step.hint()

    def _show_text(self, flow: Flow) -> None:
        wanted = flow.draft.step == "details" and flow.cursor == Detail.NARRATIVE
        if wanted == self.text.has_class("-shown"):
            return
        self.text.set_class(wanted, "-shown")
        if wanted:
            self.text.value = flow.draft.narrative
        self.set_focus(self.text if wanted else self.step_list)

    def _leave(self, flow: Flow) -> None:
        if flow.said:
            self.trainer.say(flow.said)
        self._close()

    def _close(self) -> None:
        if self.is_current:
            self.app.pop_screen()

    def takes(self, character: str) -> bool:
        """Tell whether a character belongs to what is typed in this step."""
        return self.flow is not None and self.flow.step.takes(character)

    def reload(self) -> None:
        """Catch up when the same draft was filled, saved or discarded on another screen."""
        flow = self.flow
        if flow is None or flow.finished or flow.name is None or flow.unkept:
            return
        draft = flow.desk.captures.load(flow.name)
        if draft is None:
            flow.finished = True
            flow.said = "This draft was saved or discarded meanwhile."
        elif draft != flow.draft:
            self.flow = type(flow)(flow.desk, draft, flow.name)
        self._show()

    def time_passed(self) -> None:
        """Count on in how long the next check is due."""
        if self.flow is not None and self.flow.draft.step == "flags":
            self.step_list.renew(self.flow.step.rows())

    # --- keys ------------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """Give keys to the step; what it does not know goes on to the commands."""
        if self.flow is None and event.key != "escape":  # typed ahead while the records are being opened
            self._early.append((event.key, event.character))
            event.stop()
        elif not self._is_elsewhere(event) and self._press(event.key, event.character):
            event.stop()

    def _is_elsewhere(self, event: events.Key) -> bool:
        """Tell whether a key belongs to the field for text or to the open red flags."""
        if self.flow is None:
            return True
        if self.text.has_focus:
            return event.key not in ("up", "down")
        return self.banner.has_focus and not (event.character or "").isdigit()

    def _press(self, key: str, character: str | None) -> bool:
        flow = self.flow
        if flow is None or flow.finished or not flow.press(key, character):
            return False
        if self.banner.has_focus:
            self.set_focus(self.step_list)
        self._show()
        if flow.refer and flow.draft.incident is not None:
            flow.refer = False
            ReferralActs(self.trainer, flow.draft.incident).refer()
        return True

    def action_press(self, key: str) -> None:
        """Act on a key that came by its command."""
        self._press(key, key if key.isdigit() else None)

    def on_paste(self, event: events.Paste) -> None:
        """Take the first line of pasted text where letters are typed."""
        lines = event.text.splitlines()
        if self.flow is not None and self.flow.step.typing and lines:
            event.stop()
            self.flow.write(lines[0])
            self.flow.keep()
            self._show()

    @on(Lines.Highlighted, "#capture-list")
    def _pointed(self, event: Lines.Highlighted) -> None:
        if self.flow is not None:
            self.flow.point(event.key)
            self.flow.keep()
            self._show()

    @on(Lines.Selected, "#capture-list")
    def _clicked(self) -> None:
        self._press("enter", None)

    def _narrated(self, value: str) -> None:
        if self.flow is not None and value != self.flow.draft.narrative:
            self.flow.narrate(value)
            self._show()

    @on(Input.Submitted, "#capture-text")
    def _told(self) -> None:
        self._press("enter", None)

    # --- commands --------------------------------------------------------------------------------

    def action_park(self) -> None:
        """Go one step back: from the red flags to the step, else out; the draft is kept."""
        if self.flow is None:
            self._close()
        elif self.banner.has_focus:
            self.action_flags()
        else:
            self.flow.leave()
            self._show()

    def action_flags(self) -> None:
        """Open the red flags in full, or fold them back."""
        if self.flow is None:
            return
        step = self.text if self.text.has_class("-shown") else self.step_list
        self.set_focus(step if self.banner.has_focus else self.banner)

    def action_could_also_be(self) -> None:
        """Show what it could also be by the answers so far; the draft stays where it is."""
        from trainer_tui.services.suggesting import case_of_draft
        from trainer_tui.ui.dialogs.could_be import could_also_be

        if (flow := self.flow) is not None:
            could_also_be(self.trainer, case_of_draft(flow.draft, flow.athlete))

    def action_save(self) -> None:
        """Save what is known now, from any step."""
        if self.flow is not None:
            self.flow.save_now()
            self._show()

    def action_elsewhere(self) -> None:
        """Write the draft to a file in another place, for a disk that refuses it."""
        from trainer_tui.ui.dialogs.ask import AskDialog

        if (flow := self.flow) is None or flow.draft.incident is not None:
            return
        self.app.push_screen(
            AskDialog(
                "Write this draft to another folder or a new file",
                self._write_elsewhere,
                help="On a stick, for example. It is not encrypted. Take it in with: incident add FILE",
            )
        )

    def _write_elsewhere(self, place: str) -> None:
        if not place.strip():
            raise BadInput("Name a folder or a file.")
        if self.flow is not None:
            written = self.flow.desk.captures.write_elsewhere(
                self.flow.draft, Path(place.strip()).expanduser()
            )
            self.trainer.say(f"Written to {written}. The draft stays here as well.")

    def action_discard(self) -> None:
        """Forget the draft, after a question."""
        from trainer_tui.ui.dialogs.confirm import ConfirmDialog

        if self.flow is not None:
            question = f"Discard for good? {self.flow.discard_words}"
            self.app.push_screen(ConfirmDialog(question, self._discard, yes="discard it", no="keep it"))

    def _discard(self) -> None:
        if self.flow is not None:
            self.flow.discard()
            self._show()

    async def action_another(self) -> None:
        """Park this one and record somebody else."""
        if self._step_aside():
            await self.trainer.action_new_incident()

    def action_switch(self) -> None:
        """Park this one and go on with another."""
        flow = self.flow
        if flow is None:
            return
        if not [name for name in self.trainer.backstage.drafts.names(CAPTURES) if name != flow.name]:
            flow.problem = "Nothing else is half recorded; n records another incident."
            self._show()
        elif self._step_aside():
            self.trainer.action_parked()

    def _step_aside(self) -> bool:
        """Leave with everything kept; tell whether that worked."""
        if self.flow is None:
            return False
        self.flow.leave()
        self._show()
        return self.flow.finished

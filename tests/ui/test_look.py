"""What holds on every screen and dialog: read in every theme, whole at 80 by 24, told without colour."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from rich.segment import Segment
from textual.color import Color
from textual.geometry import Region
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets._toast import Toast

from tests.ui.conftest import LOOK_EVERY
from tests.ui.test_theme import ALIKE_ON_BLACK_AND_WHITE, LEAST, contrast
from tests.ui.tour import filled, is_box, missing, tour
from trainer_tui.domain.vocabulary import Availability, Tier
from trainer_tui.ui import theme
from trainer_tui.ui.app import TrainerApp
from trainer_tui.ui.text import Row, text_of
from trainer_tui.ui.widgets.bars import KeyBar, ModeBar
from trainer_tui.ui.widgets.lines import Lines

SIZE = (80, 24)
FRAMES = range(0x2500, 0x25A0)
"""Characters that draw lines and bars and say nothing."""
STATUS = {tier.value.lower() for tier in Tier}
SYMBOLS = {each.symbol for each in (*Tier, *Availability)} | set("!+−×▲")


@dataclass
class Stop:
    """What was seen on one screen."""

    name: str
    kinds: list[type[Screen[Any]]]
    pictures: dict[str, list[list[Segment]]]
    """The lines of the screen, by theme."""
    boxes: list[Region] | None
    """The parts that can be read: of a box over a screen the box."""
    rows: list[Row]
    cut: list[str]


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> list[Stop]:
    """Go everywhere once, and look there in every theme."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("textual._wait.SLEEP_GRANULARITY", LOOK_EVERY)
        patched.setattr("textual._wait.SLEEP_IDLE", LOOK_EVERY / 20)
        return asyncio.run(looked_at(tmp_path_factory.mktemp("look"), list(theme.NAMES), SIZE))


async def looked_at(folder: Path, themes: Sequence[str], size: tuple[int, int]) -> list[Stop]:
    """Return what is seen on every screen."""
    app, services, incident = filled(folder)
    stops = []
    async with app.run_test(size=size, notifications=True) as pilot:
        async for name in tour(pilot, app, services, incident):
            pictures = {}
            for each in themes:
                app.theme = each
                await pilot.pause()
                pictures[each] = [list(strip) for strip in app.screen._compositor.render_strips()]
            app.theme = theme.DEFAULT
            rows = [row for lines in app.screen.query(Lines) for row in lines.rows]
            kinds = [type(screen) for screen in app.screen_stack]
            stops.append(Stop(name, kinds, pictures, readable(app), rows, list(cut(app))))
    return stops


def readable(app: TrainerApp) -> list[Region] | None:
    """Return what can be read, None for all of the screen."""
    if not is_box(app.screen):
        return None
    inside = (
        w
        for w in app.screen.walk_children(Widget, with_self=False)
        if w.parent is app.screen or type(w) is Toast
    )
    return [widget.region for widget in inside]


def cut(app: TrainerApp) -> Iterator[str]:
    """Yield what is not seen of what must be seen whole: titles, keys, sentences of boxes."""
    screen = app.screen
    if screen.show_vertical_scrollbar or screen.show_horizontal_scrollbar:
        yield "the screen scrolls, and its line of keys with it"
    for widget in screen.walk_children(Widget, with_self=False):
        if widget.display and widget.visible and widget.region:
            yield from cut_of(widget)


def cut_of(widget: Widget) -> Iterator[str]:
    """Yield what is cut of one widget."""
    if isinstance(widget, KeyBar | ModeBar):
        content = widget.render()
        if content.plain.rstrip() != content.plain.rstrip()[: widget.size.width]:
            yield f"{content.plain!r} is wider than the line"
    for title in (widget.border_title, widget.border_subtitle):
        if title is not None and len(str(title)) > widget.region.width - 2:
            yield f"the title {str(title)!r} is wider than its box"
    if widget.has_class("dialog") and not widget.screen.region.contains_region(widget.region):
        yield "the box is larger than the screen"
    if widget.has_class("dialog") and widget.virtual_size.height > widget.size.height:
        yield f"the box holds {widget.virtual_size.height} lines and shows {widget.size.height}"
    if isinstance(widget, Lines):
        yield from cut_lines(widget)


def cut_lines(lines: Lines) -> Iterator[str]:
    """Yield what is cut of rows: those that cannot be scrolled stand there whole."""
    if lines.can_focus:
        if lines.size.height < 1:
            yield f"nothing is seen of the rows of {lines.id}"
    elif lines.virtual_size.height > lines.size.height:
        yield f"{lines.text_lines()[lines.size.height :]} is below the edge"


def readings(stop: Stop, name: str) -> Iterator[tuple[str, Segment]]:
    """Yield the characters that say something, with how they are drawn."""
    for y, line in enumerate(stop.pictures[name]):
        x = 0
        for segment in line:
            for place, character in enumerate(segment.text, start=x):
                here = stop.boxes is None or any(box.contains(place, y) for box in stop.boxes)
                if here and not character.isspace() and ord(character) not in FRAMES:
                    yield character, segment
            x += len(segment.text)


def test_every_screen_and_dialog_was_looked_at(seen: list[Stop]) -> None:
    gone_to = {kind for stop in seen for kind in stop.kinds}
    assert not missing(list(gone_to)), "give them a stop in tests/ui/tour.py"


@pytest.mark.parametrize("name", LEAST)
def test_everything_drawn_can_be_read(seen: list[Stop], name: str) -> None:
    weak = set()
    for stop in seen:
        for _, (text, style, _) in readings(stop, name):
            assert style is not None, (stop.name, text)
            assert style.color is not None, (stop.name, text)
            assert style.bgcolor is not None, (stop.name, text)
            ratio = contrast(Color.from_rich_color(style.color), Color.from_rich_color(style.bgcolor))
            if ratio < LEAST[name]:
                weak.add((stop.name, text.strip(), round(ratio, 2)))
    assert not weak


def test_the_terminals_own_colours_are_used_with_care(seen: list[Stop]) -> None:
    odd = set()
    for stop in seen:
        for _, (text, style, _) in readings(stop, theme.PLAIN):
            colours = {
                None if colour is None or colour.is_default else colour.number or colour.name
                for colour in ((style.color, style.bgcolor) if style else ())
            }
            odd |= {(stop.name, text.strip(), colour) for colour in colours - ALIKE_ON_BLACK_AND_WHITE}
    assert not odd


def test_at_80_by_24_nothing_is_cut_that_must_be_seen(seen: list[Stop]) -> None:
    assert not [(stop.name, cut) for stop in seen for cut in stop.cut]


def test_no_status_is_told_by_colour_alone(seen: list[Stop]) -> None:
    silent = set()
    for stop in seen:
        for row in stop.rows:
            words = text_of(row.spans)
            if any(span.style in STATUS and span.text.strip() for span in row.spans):
                symbol = any(each in words for each in SYMBOLS)
                if not symbol or not any(character.isalpha() for character in words):
                    silent.add((stop.name, words))
    assert not silent


def test_every_alert_and_every_refusal_has_a_mark_in_front(seen: list[Stop]) -> None:
    shown = {
        stop.name: "".join(s.text for line in stop.pictures[theme.DEFAULT] for s in line) for stop in seen
    }
    for name in ("athletes", "incident", "capture: who", "capture: region", "could also be"):
        assert name in shown
    assert "! asthma" in shown["athletes"]
    assert "! asthma" in shown["incident"]
    assert "! asthma" in shown["capture: who"]
    assert "! asthma" in shown["capture: region"]
    assert "▲ Answer with 1 yes" in shown["capture: a refusal"]
    assert "▲ Refused in a sentence." in shown["toasts"]


def test_a_smaller_terminal_loses_lines_but_not_the_app(tmp_path: Path) -> None:
    stops = asyncio.run(looked_at(tmp_path, [theme.DEFAULT], (60, 20)))
    assert not missing([kind for stop in stops for kind in stop.kinds])

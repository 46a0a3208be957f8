"""Text that people and files bring along and that must neither crash, nor vanish, nor act on the terminal."""

from __future__ import annotations

NOBODYS = "\U0003aaaa\U0003bbbb"
"""No font has these: they are not assigned to any writing."""
NASTY: dict[str, str] = {
    "open_closing_tag": "[/",
    "closing_tag": "[/b]",
    "side_in_brackets": "[R] knee",
    "unclosed_tag": "[red",
    "style_tag": "[red]knee[/red]",
    "action_link": "[@click=app.quit]knee[/]",
    "escaped_bracket": "\\[",
    "backslash_at_end": "knee\\",
    "clear_screen": "\x1b[2J",
    "window_title": "\x1b]0;owned\x07",
    "c1_control": "\x9b2J",
    "carriage_return": "knee\rhip",
    "backspace": "knee\b\b\b\bhip",
    "nul": "knee\x00hip",
    "newline_and_tab": "first\nsecond\tthird",
    "line_separator": "first\u2028second",
    "emoji": "sprain 🤕 again",
    "emoji_of_several": "👩🏽‍⚕️ and 🏴󠁧󠁢󠁳󠁣󠁴󠁿",
    "combining": "José Đorđević e\u0301\u0302\u0323",
    "zalgo": "k" + "\u0300\u0301\u0302\u0303\u0304" * 8 + "nee",
    "right_to_left": "محمد بن علي and יוסף כהן",
    "bidi_override": "knee \u202eeenk\u202c",
    "zero_width": "kn\u200bee\ufeff",
    "wide": "大谷翔平 김민준",
    "lone_surrogate_like": "\ufffd\U0010ffff",
    "markdown": "# *knee* `hip` | --- |",
    "spreadsheet_formula": '=HYPERLINK("x")',
    "quotes": 'O\'Brien "Mac" <b>&amp;',
    "format_fields": "{0} {name} %s %(name)s",
    "blank": "   ",
    "empty": "",
    "long": "knee pain " * 1_000,
    "long_without_a_space": "x" * 10_000,
}

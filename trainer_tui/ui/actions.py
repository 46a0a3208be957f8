"""Every command of the app, declared once: its keys, its action, its words.

Bindings, the line of keys at the bottom, the help and the table in the README all come from here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from textual.binding import Binding


@dataclass(frozen=True, slots=True)
class Command:
    """One thing a person can do with a key."""

    keys: str
    """Key names, separated by commas; the first is the one shown."""
    action: str
    title: str
    """One or two words for the line of keys."""
    help: str
    """A sentence for the help."""
    shown: bool = False
    """Whether it stands in the line of keys."""
    priority: bool = False
    """Whether it acts before the focused widget sees the key, so that keys typed ahead are not lost."""

    @property
    def key_words(self) -> str:
        """The keys as a person reads them."""
        return " ".join(
            KEY_WORDS.get(key, key.upper() if key[:1] == "f" and key[1:].isdigit() else key)
            for key in self.keys.split(",")
        )

    @property
    def first_key(self) -> str:
        """The key shown in the line of keys."""
        return self.key_words.split(" ")[0]

    def binding(self) -> Binding:
        """Return the Textual binding."""
        return Binding(self.keys, self.action, self.title, show=self.shown, priority=self.priority)


KEY_WORDS = {
    "slash": "/",
    "question_mark": "?",
    "escape": "esc",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "ctrl+q": "^q",
    "ctrl+s": "^s",
    "ctrl+p": "^p",
    "ctrl+l": "^l",
    "ctrl+r": "^r",
    "space": "space",
    "plus": "+",
    "exclamation_mark": "!",
    "minus": "-",
    "asterisk": "*",
}

GLOBAL = (
    Command("f2", "mode('today')", "Today", "Who is out or limited, and what is open.", priority=True),
    Command("f3", "mode('reference')", "Reference", "The injury reference.", priority=True),
    Command("f4", "mode('incidents')", "Incidents", "All recorded incidents.", priority=True),
    Command("f5", "mode('athletes')", "Athletes", "The roster.", priority=True),
    Command("f6", "mode('season')", "Season", "Counts of the season.", priority=True),
    Command(
        "n", "new_incident", "New", "Record an incident; after this key digits, enter and escape are enough."
    ),
    Command("p", "parked", "Drafts", "Show what is half recorded and go on with it."),
    Command("x", "hand_over", "Hand over", "Hand records over; on a list or a page what stands there."),
    Command(
        "f9",
        "emergency",
        "Emergency",
        "The emergency screen, from anywhere: over a dialog, while locked, before the records are open.",
        priority=True,
    ),
    Command(
        "exclamation_mark",
        "emergency_mark",
        "Emergency",
        "The same; into a text field it is typed.",
        priority=True,
    ),
    Command("question_mark,f1", "help", "Help", "The help of this screen."),
    Command("f8", "next_theme", "Theme", "Dark, light, sunlight or the terminal's own colours; remembered."),
    Command(
        "f7", "initials", "Initials", "Lists show jersey and initials in place of names, or names again."
    ),
    Command(
        "ctrl+l",
        "lock",
        "Lock",
        "Blank the screen at once, dialogs too; enter, PIN or passphrase brings it back.",
        priority=True,
    ),
    Command(
        "ctrl+p",
        "command_palette",
        "Palette",
        "Type the name of a command, a condition or an athlete.",
        priority=True,
    ),
    Command("ctrl+q", "quit", "Quit", "Leave; drafts are kept.", priority=True),
)

LIST_KEYS = (
    Command("j,down", "move(1)", "Down", "One entry down."),
    Command("k,up", "move(-1)", "Up", "One entry up."),
    Command("g,home", "first", "First", "To the first entry."),
    Command("G,end", "last", "Last", "To the last entry."),
    Command("pagedown,pageup", "page", "Page", "A screen down or up."),
    Command("tab", "focus", "Next", "To the next pane or field."),
)

SEARCH = Command(
    "slash", "search", "Search", "Filter the list as you type; escape leaves the filter.", True, True
)
OPEN = Command("enter", "open", "Open", "Open what the cursor stands on.", True)
NEW = Command("n", "app.new_incident", "New", "Record an incident.", True, True)

REFERENCE = (
    SEARCH,
    Command("n", "new_incident", "Record", "Record an incident with this condition filled in.", True, True),
    Command("s", "sources", "Sources", "The sources of the statement under the cursor.", True),
    Command("r", "related", "Related", "Go to the related conditions of this page.", True),
    Command("left_square_bracket", "back", "Back", "Back to the page before.", True),
    Command("right_square_bracket", "forward", "Forward", "Forward again."),
    Command("less_than_sign", "previous_page", "Previous", "The previous page of the source."),
    Command("greater_than_sign", "next_page", "Next", "The next page of the source."),
    Command("left,h", "focus_index", "Index", "Put the cursor into the index."),
    Command("right,l", "focus_page", "Page", "Put the cursor into the page."),
    Command("escape", "leave", "Index", "From the page to the index; from the filter to the list."),
)

SERVICE = Command("y", "service", "Service", "Log what was done for the athlete: one more key.", True, True)
RECORD_SESSION = Command(
    "s", "session", "Session", "Record a practice or match, and who did not take part in full.", True, True
)
STATUS = Command(
    "v", "availability", "Status", "Say what the athlete of this line may do: two digits.", True, True
)
DAY = Command("Y", "day", "Day", "The services and sessions of a day.", priority=True)

TODAY = (
    Command("enter", "open", "Open", "Open the record of this line.", True),
    NEW,
    STATUS,
    Command("H", "app.handover", "Hand-over", "What others changed since you left.", True),
    SERVICE,
    RECORD_SESSION,
    DAY,
)

SEASON = (NEW, Command("x", "app.hand_over", "Export", "Hand all records over.", True))

INCIDENTS = (
    SEARCH,
    OPEN,
    Command("n", "new_incident", "New", "Record an incident.", True, True),
    Command("o", "toggle_open", "Open only", "Show open incidents only, or all.", True, True),
    Command("S,t", "sort", "Sort", "By date, urgency, name or days lost, in turn.", True, True),
    STATUS,
    Command("x", "export", "Export", "Hand over the incidents that are shown.", True, True),
    Command("I", "import", "Import", "Take in records from another laptop.", priority=True),
    Command("escape", "leave", "Clear", "Clear the filter and go back to the list.", priority=True),
)


COULD_BE = Command(
    "b",
    "could_also_be",
    "Could be",
    "What it could also be: what must not be missed first, each with its reasons.",
)

# Recording an incident: digits, enter and escape are enough for all of it.
PARK = Command(
    "escape", "park", "Park", "Leave; the draft is kept under its number and p brings it back.", True
)
CAPTURE = (
    Command(
        "left,backspace",
        "press('left')",
        "Back",
        "One step back, answers are kept; deletes what is typed.",
    ),
    Command("ctrl+s", "save", "Save", "Save what is known now, from any step.", priority=True),
    Command("tab", "flags", "Flags", "Open the red flags in full; tab again comes back.", priority=True),
    Command(
        "ctrl+o", "elsewhere", "Elsewhere", "Write this draft to a file, such as on a stick.", priority=True
    ),
    Command("d,ctrl+r", "discard", "Discard", "Forget this draft, after a question."),
    Command("n", "another", "Another", "Park this one and record another incident."),
    Command("p", "switch", "Drafts", "Park this one and go on with another draft."),
    COULD_BE,
)
TAKE = Command("enter", "press('enter')", "Take", "Take the marked line.", True)
FLAGS_TAB = Command("tab", "flags", "Flags", "Open the red flags in full; tab again comes back.", True)
TYPING = (TAKE, PARK, FLAGS_TAB)
CHOICES = (
    Command("1", "press('1')", "to 9 choose", "Digits choose the line with that number.", True),
    TAKE,
    PARK,
    FLAGS_TAB,
)
LIFE = (
    Command("1", "press('1')", "Yes", "Yes: responds, breathes normally, bleeding under control.", True),
    Command("2", "press('2')", "No", "No: the danger is there.", True),
    Command("3", "press('3')", "Not assessed", "Not assessed; enter goes on and leaves it as it is.", True),
    PARK,
    FLAGS_TAB,
)
TURN_FIGURE = Command("f", "press('f')", "Front/back", "Show the figure from the other side.")
REGIONS = (
    Command("1", "press('1')", "to 0 choose", "Digits choose a region, or open a group of regions.", True),
    TAKE,
    Command(
        "slash", "press('slash')", "Condition", "Find a condition by its name; its region comes along.", True
    ),
    Command("m", "press('m')", "Map", "Go over the figure with the arrows; again: back to the list.", True),
    TURN_FIGURE,
    PARK,
    FLAGS_TAB,
)
BODY_MAP = (
    Command("up,down,left,right", "press('up')", "Move", "To the next region on the figure."),
    TAKE,
    replace(TURN_FIGURE, shown=True),
    Command("m,backspace", "press('m')", "List", "Back to the list.", True),
    PARK,
    FLAGS_TAB,
)
SWEEP = (
    Command("1", "press('1')", "Present", "The item under the cursor is present.", True),
    Command("2", "press('2')", "Absent", "The item under the cursor is absent.", True),
    Command("3", "press('3')", "Skip", "Not assessed; enter goes on and leaves it as it is.", True),
    Command("0", "press('0')", "Signs absent", "All unanswered signs of this screen are absent.", True),
    Command("4", "press('4')", "Page", "The next screen of the sweep; 5 the one before.", True),
    Command("6", "press('6')", "Decide", "Ask the questions that decide what is undecided.", True),
    Command("9", "press('9')", "Save", "Go to the line that saves.", True),
)
MEASURE = (
    Command(
        "0",
        "press('0')",
        "to 9 type",
        "Digits type the number; of a temperature the third is the tenth.",
        True,
    ),
    Command("enter", "press('enter')", "Take", "Take the number and go on.", True),
    Command("down", "press('down')", "Skip", "Go on; a number left empty is not assessed.", True),
    Command("right,pagedown", "press('right')", "Page", "The next screen of the sweep.", True),
    PARK,
    FLAGS_TAB,
)
FLAGS = (
    Command("enter", "press('enter')", "I have seen them", "Store that you have seen these red flags.", True),
    Command("1", "press('1')", "and refer", "The same, and fill in the referral they call for.", True),
    Command("escape", "park", "Leave open", "Leave them unacknowledged; they stay on Today.", True),
    FLAGS_TAB,
)
DETAILS = (
    Command("1", "press('1')", "to 9 answer", "Digits answer the line under the cursor.", True),
    Command("enter", "press('enter')", "Next", "Go on; the line stays as it is.", True),
    Command("escape", "park", "Done", "Write these details to the incident and leave.", True),
    FLAGS_TAB,
)

TELL = Command("w", "tell", "Told", "Record who was told and how: guardian, physician.", priority=True)
PRINT = Command("D", "print", "Print", "Documents to print: sheets, notes, the roster.", priority=True)

ATHLETES = (
    SEARCH,
    OPEN,
    Command("a,i", "add", "Add", "Put somebody on the roster.", True, True),
    Command("e", "edit", "Edit", "Change the athlete under the cursor.", True, True),
    Command("I", "import", "Import", "Take in a roster file.", priority=True),
    Command("T", "team", "Team", "Show one team, or all.", True, True),
    Command("S,t", "sort", "Sort", "By name, number, team, availability or open incidents.", True, True),
    Command(
        "n",
        "new_incident",
        "New",
        "Record an incident; enter takes the athlete under the cursor, typing another.",
        priority=True,
    ),
    replace(STATUS, shown=False),
    Command(
        "y", "service", "Service", "Log a service for those marked, or for the one here.", True, priority=True
    ),
    Command(
        "space", "mark", "Mark", "Mark the athlete under the cursor, or take the mark away.", priority=True
    ),
    Command("asterisk", "mark_all", "Mark all", "Mark all that are shown, or none.", priority=True),
    Command("s", "session", "Session", "Record a session and who did not take part in full.", priority=True),
    DAY,
    PRINT,
    Command(
        "escape", "leave", "Clear", "Clear the filter and the marks, go back to the list.", priority=True
    ),
)

ATHLETE = (
    Command("e", "edit", "Edit", "Change what is recorded of the athlete.", True, True),
    Command("n", "new_incident", "New", "Record an incident of this athlete.", True, True),
    Command("x", "export", "Export", "Hand over the incidents of this athlete.", True, True),
    replace(STATUS, help="Say what the athlete may do: two digits."),
    SERVICE,
    TELL,
    PRINT,
    Command(
        "V",
        "void",
        "Void",
        "Mark the entry under the cursor as entered in error; it stays readable.",
        priority=True,
    ),
    Command("enter", "open", "Open", "Open the incident of this line.", True),
    Command("escape", "back", "Back", "Back to where you came from.", True),
)

LOG_SERVICE = (
    Command("0", "again", "again", "The same services again, with minutes and place.", priority=True),
    Command("1", "pick(0)", "to 9, r, o log one", "The key of a service logs it.", True, True),
    Command(
        "space", "mark", "marks several", "Mark the service under the cursor; enter then logs.", True, True
    ),
    Command("c", "kind", "kind", "What it was for.", priority=True),
    Command("d", "side", "side", "The side: left, right, both.", priority=True),
    Command("w", "place", "where", "The body area.", priority=True),
    Command("m", "minutes", "minutes", "How long it took.", priority=True),
    Command("i", "incident", "incident", "Which open incident it was for.", priority=True),
    Command("t", "note", "note", "A note.", priority=True),
    Command("escape", "leave", "goes back", "Log nothing.", True, True),
)

# None of these goes ahead of the others, so that a save typed in one breath with marks comes after them.
SESSION = (
    Command("enter", "press('enter')", "Save", "Save, or change the line under the cursor.", True),
    Command("ctrl+s", "press('ctrl+s')", "Save", "Save from anywhere."),
    Command(
        "a", "press('a')", "letter marks", "The letter before a name marks it; again takes it back.", True
    ),
    Command("0", "press('0')", "to 9 jersey", "The digits of a jersey mark whoever wears it.", True),
    Command("space", "press('space')", "Mark", "Mark the athlete under the cursor and go on."),
    Command("tab", "press('tab')", "Mark as", "What is marked: absent, modified, did not play.", True),
    Command("left", "press('left')", "Back", "Back to the kind and the team."),
    Command("ctrl+r", "press('ctrl+r')", "Start over", "Forget what is marked and begin again."),
    Command("escape", "press('escape')", "Leave", "Leave; what is marked stays as a draft.", True),
)

DAY_LOG = (
    Command("left_square_bracket", "day(-1)", "Before", "The day before.", True, True),
    Command("right_square_bracket", "day(1)", "After", "The day after.", True, True),
    Command("enter", "open", "Open", "Change the session, or open the athlete of the service.", True),
    RECORD_SESSION,
    Command("V", "void", "Void", "Mark as entered in error; it stays readable.", True, True),
    Command("escape", "back", "Back", "Back to where you came from.", True),
)

SAVE = Command("ctrl+s", "save", "Save", "Save what you typed.", True)
START_OVER = Command("ctrl+r", "start_over", "Start over", "Give up what is typed and not saved.", True)
LEAVE = Command("escape", "back", "Back", "Leave; what is typed stays as a draft.", True)
# A question mark is typed into a field there, so the help has its other key.
FORM_HELP = Command("f1", "app.help", "Help", "The help of this screen.", True)

ATHLETE_FORM = (SAVE, START_OVER, LEAVE, FORM_HELP)

AMEND = (
    Command("enter", "choose", "Change", "Change the field under the cursor.", True),
    Command("1", "pick(0)", "to 9 pick", "Digits take one of the values shown below.", True, True),
    SAVE,
    START_OVER,
    LEAVE,
)

EXPORT_SCREEN = (
    Command("enter", "change", "Change", "Change the line under the cursor.", True),
    Command("x,ctrl+s", "export", "Hand over", "Write the file now.", True, True),
    Command("tab", "app.focus_next", "Preview", "Into the preview and back.", True),
    Command("c", "copy", "Copy path", "Copy the path of the file that was written.", priority=True),
    Command("o", "open_folder", "Folder", "Open the folder of the file that was written.", priority=True),
    Command("escape", "back", "Back", "Stop what is being written, or leave.", True),
)

IMPORT_RECORDS = (
    Command("x,ctrl+s", "go", "Take in", "Take in what was checked, in one step.", True, True),
    Command("o", "other", "Other file", "Take another file.", True, True),
    Command("escape", "back", "Back", "Stop what runs, or leave.", True),
)

_OTHER_FILE = Command("o", "other", "Other file", "Take another file.", priority=True)
_READ_AGAIN = Command("r", "again", "Reread", "Read the file again, once it was corrected.", True, True)
ROSTER_COLUMNS = (
    Command("1", "pick(1)", "to 9 pick", "Digits say what the column holds; 0 leaves it out.", True, True),
    Command("enter", "choose", "List", "Choose from everything a column can hold.", True),
    Command("d", "dates", "Dates", "Read birth dates day first or month first.", True, True),
    Command("x,ctrl+s", "go", "Check rows", "Check all rows; nothing is written.", True, True),
    _READ_AGAIN,
    _OTHER_FILE,
    Command("escape", "back", "Back", "Leave; nothing was written.", True),
)
ROSTER_ROWS = (
    Command("x,ctrl+s", "go", "Import", "Import all rows in one step.", True, True),
    Command(
        "1",
        "pick(1)",
        "to 4 filter",
        "Show new (1), changed (2), known (3) or bad rows (4); 0 shows all.",
        True,
        True,
    ),
    _READ_AGAIN,
    _OTHER_FILE,
    Command("escape", "back", "Columns", "Stop what runs; else back to the columns.", True),
)

INCIDENT = (
    Command("e", "amend", "Amend", "Change what was recorded; nothing is overwritten.", True, True),
    Command("a", "acknowledge", "Acknowledge", "Record that you have seen the red flags.", True, True),
    Command(
        "N,plus",
        "note",
        "Note",
        "Add a note under one heading, or a whole SOAP note; ^e opens your editor.",
        True,
        True,
    ),
    Command("v", "availability", "Status", "Say what the athlete may do: out, limited or full.", True, True),
    Command("f", "refer", "Refer", "Refer the athlete, or say where a referral stands.", True, True),
    Command(
        "x", "export", "Export", "Hand this incident over: letter, text, spreadsheet or data.", True, True
    ),
    COULD_BE,
    Command("P", "protocol", "Protocol", "Start the protocol of return, or go on with it.", priority=True),
    Command(
        "F",
        "follow_up",
        "Follow up",
        "Set a day to come back to this, or say that it is done.",
        priority=True,
    ),
    Command("u", "tier", "Urgency", "Raise the urgency, or lower it with a reason.", priority=True),
    Command(
        "U", "raise_tier", "Raise", "Raise the urgency one step at once; u lowers it again.", priority=True
    ),
    Command("R", "assess", "Again", "Assess again: the sweep of the region once more.", priority=True),
    Command(
        "t", "vitals", "Vitals", "Take the vital signs: digits, enter and tab are enough.", priority=True
    ),
    TELL,
    PRINT,
    Command("C", "cosign", "Co-sign", "Stand for the notes of a student.", priority=True),
    Command("c", "close", "Close", "Close the incident, or open it again.", priority=True),
    Command(
        "V",
        "void",
        "Void",
        "Mark the incident, or the entry under the cursor, as entered in error; it stays readable.",
        priority=True,
    ),
    Command("A", "athlete", "Athlete", "Open the athlete.", priority=True),
    Command("y", "service", "Service", "Log what was done for this incident: one more key.", priority=True),
    Command(
        "enter", "open", "Open", "Follow the line: athlete, condition, referral, or what was not assessed."
    ),
    Command("escape", "back", "Back", "Back to where you came from."),
)

PROTOCOL = (
    Command("1", "answer(1)", "yes", "The gate under the cursor: yes.", True, True),
    Command("2", "answer(2)", "no", "The gate under the cursor: no.", True, True),
    Command("3", "answer(3)", "not asked", "The gate under the cursor: not asked.", True, True),
    Command("c", "cleared", "who cleared", "Say who cleared the athlete for this stage.", True, True),
    Command("enter", "try", "try", "Begin the next stage; what stands against it is said first.", True, True),
    Command("b", "symptoms", "symptoms back", "Record that symptoms returned.", True, True),
    Command("d", "completed", "completed", "Record that the stage under way is completed.", True, True),
    Command("z", "step_back", "go back", "Go back to an earlier stage.", True, True),
    Command("S", "stop", "stop", "Stop the protocol; what was recorded stays.", True, True),
    Command("escape", "leave", "Back", "Leave; answers stay as a draft.", True, True),
)
PROTOCOL_READ = (Command("escape", "leave", "Back", "Back to the page.", True, True),)
EMERGENCY = (
    Command(
        "1",
        "event",
        "Log",
        "Digits and letters log the event beside them, at once; of a temperature or a time the digits that "
        "follow are the number, enter leaves it out.",
    ),
    Command("u", "undo", "undo", "Mark the last event as pressed by mistake; it stays readable.", True),
    Command(
        "j",
        "who",
        "who",
        "Who it is about; while locked by the jersey, which is recorded as looked up.",
        True,
    ),
    Command("x", "sheet", "sheet", "The hand-over sheet for EMS; again writes it as a file.", True),
    Command("v", "next_venue", "venue", "The plan of the next venue.", True),
    Command("f", "plan", "plan", "Write down or change the plan of the venue.", True),
    Command(
        "l", "link", "link", "Say which open incident it belongs to; else leaving makes a new one.", True
    ),
    Command("n", "another", "another", "Begin with another person; tab goes from one to the next.", True),
    Command("tab", "switch", "Switch", "To the next emergency that goes on.", priority=True),
    Command("escape", "leave", "leave", "Leave: it is over, or it goes on and F9 comes back.", True, True),
)

WELCOME = (
    Command(
        "p", "passphrase", "sets a passphrase", "Set a passphrase that encrypts the records.", True, True
    ),
    Command("v", "plan", "writes a venue's plan", "Write down the emergency plan of a venue.", True, True),
    Command("enter,escape,space", "go_on", "goes on", "Go on; the page stays in the palette.", True, True),
)

UNLOCK = (
    Command("enter", "open", "opens the records", "Open the records with what was typed.", True, True),
    Command(
        "ctrl+r",
        "other_way",
        "passphrase or recovery key",
        "Type the recovery key in place of the passphrase, and the other way round.",
        True,
        True,
    ),
    Command(
        "escape",
        "stay_closed",
        "reference only",
        "Use the reference alone; whatever needs the records asks again, and so does the palette.",
        True,
        True,
    ),
)

PASSPHRASE = (
    Command("enter", "enter", "goes on", "To the second line, and from there encrypt.", True, True),
    Command("tab,down", "line(1)", "Next", "To the second line.", priority=True),
    Command("shift+tab,up", "line(0)", "Previous", "To the first line.", priority=True),
    Command("escape", "leave", "leaves it as it is", "Leave everything as it is.", True, True),
)

FILE_PASSWORD = (
    Command("enter", "enter", "goes on", "To the second line, and from there take the password.", True, True),
    *PASSPHRASE[1:],
)

PIN = (
    Command("enter", "enter", "goes on", "To the second line, and from there set the PIN.", True, True),
    Command("tab,down", "line(1)", "Next", "To the second line.", priority=True),
    Command("shift+tab,up", "line(0)", "Previous", "To the first line.", priority=True),
    Command("escape", "leave", "leaves it as it is", "Leave everything as it is.", True, True),
)

HANDOVER = (
    Command("enter", "open", "Open", "Open the record of this line.", True),
    Command("1", "span(0)", "Since I left", "What others changed since you left this laptop.", True),
    Command("2", "span(1)", "24 h", "What others changed in the last 24 hours.", True),
    Command("3", "span(2)", "7 days", "What others changed in the last seven days.", True),
    Command("escape", "back", "Back", "Back to where you came from.", True),
)

RECOVERY_KEY = (
    Command("enter", "done", "closes, once the last group is right", "Close the recovery key.", True, True),
    Command("escape", "leave", "Stay", "Closes nothing: the key is not shown again.", priority=True),
)

REMOVE_PASSPHRASE = (
    Command("y", "yes", "remove it", "Decrypt the records and remove the passphrase.", True, True),
    Command("n,escape", "leave", "keep it", "Keep the passphrase.", True, True),
)


def bindings(commands: Iterable[Command]) -> list[Binding]:
    """Return the Textual bindings of commands."""
    return [command.binding() for command in commands]

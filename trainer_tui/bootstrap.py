"""Wiring: the only module that decides what stands behind the ports.

The library comes first and is cheap; the records are opened later and apart, so that nothing waits for them.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from trainer_tui.domain.dates import Clock, system_clock
from trainer_tui.domain.errors import UsageError
from trainer_tui.paths import data_root
from trainer_tui.services.reference import Reference
from trainer_tui.storage.content import ContentLibrary

if TYPE_CHECKING:
    from trainer_tui.config import Config
    from trainer_tui.domain.credentials import Credentials
    from trainer_tui.domain.findings import Sweep
    from trainer_tui.domain.guidance import Guidance
    from trainer_tui.domain.ports import ContentStore, DraftStore, RecordStore, SheetWriter, Upkeep
    from trainer_tui.domain.triage import RuleSet
    from trainer_tui.domain.vocabulary import Region
    from trainer_tui.paths import Directories
    from trainer_tui.services.availability import AvailabilityBoard
    from trainer_tui.services.chart import Chart
    from trainer_tui.services.due import DueList
    from trainer_tui.services.emergencies import Emergencies
    from trainer_tui.services.emergency_desk import EmergencyKit
    from trainer_tui.services.handoff import Handoff
    from trainer_tui.services.ledger import Ledger
    from trainer_tui.services.merging import Merging
    from trainer_tui.services.prints import Prints
    from trainer_tui.services.roster import Roster
    from trainer_tui.services.season import Season
    from trainer_tui.services.sessions import Sessions
    from trainer_tui.services.shifts import Shifts
    from trainer_tui.services.suggesting import Suggesting
    from trainer_tui.services.treatments import TreatmentLog
    from trainer_tui.storage.drafts import DraftFolder
    from trainer_tui.storage.venues import VenueFile

OFF = "off"
"""The setting that keeps no second log."""
NOW_VARIABLE = "TRAINER_TUI_NOW"
USER_VARIABLE = "TRAINER_TUI_USER"
SOMEBODY = "unknown user"


class Library:
    """The reference library; rules and sweeps are read when they are first asked for."""

    def __init__(self, content: ContentStore) -> None:
        self.content = content
        """The files behind everything here."""
        self._rules: RuleSet | None = None
        self._sweeps: Mapping[Region, Sweep] | None = None
        self._suggesting: Suggesting | None = None
        self.reference = Reference(content)
        """Conditions, links, sources and search."""

    @property
    def rules(self) -> RuleSet:
        """The red-flag rules with the findings they read."""
        if self._rules is None:
            from trainer_tui.domain.triage import RuleSet

            self._rules = RuleSet.from_data(*self.content.rules())
        return self._rules

    @property
    def sweeps(self) -> Mapping[Region, Sweep]:
        """The questions of each body region."""
        if self._sweeps is None:
            from trainer_tui.domain.findings import Sweep

            tables = self.content.sweeps().values()
            found = [Sweep.from_data(table, self.rules.vocabulary) for table in tables]
            self._sweeps = {sweep.region: sweep for sweep in found}
        return self._sweeps

    @property
    def suggesting(self) -> Suggesting:
        """What a case could also be, by what the library says."""
        if self._suggesting is None:
            from trainer_tui.services.suggesting import Suggesting

            self._suggesting = Suggesting(self.content, self.rules)
        return self._suggesting

    @property
    def guidance(self) -> Guidance:
        """What the emergency screen says beside its keys; of a damaged file why it cannot."""
        from trainer_tui.domain.errors import TrainerError
        from trainer_tui.domain.guidance import Guidance

        try:
            return Guidance.from_data(self.content.emergency())
        except (TrainerError, ValueError) as error:
            return Guidance(problem=f"The first steps cannot be shown: {error}")

    def prepare(self) -> None:
        """Read rules and sweeps; raises TrainerError when they are damaged, before a record is touched."""
        _ = self.sweeps


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that works on the records of one person on this computer."""

    reference: Reference
    rules: RuleSet
    sweeps: Mapping[Region, Sweep]
    chart: Chart
    availability: AvailabilityBoard
    due: DueList
    emergencies: Emergencies
    season: Season
    treatments: TreatmentLog
    sessions: Sessions
    roster: Roster
    handoff: Handoff
    prints: Prints
    merging: Merging
    shifts: Shifts
    drafts: DraftStore
    upkeep: Upkeep
    ledger: Ledger
    store: RecordStore
    clock: Clock
    directories: Directories

    @property
    def user(self) -> str:
        """In whose name changes are written."""
        return self.ledger.user

    @property
    def report(self) -> tuple[str, ...]:
        """What opening library and records found, in sentences; empty when nothing."""
        return (*self.reference.report, *self.store.report)

    @property
    def read_only(self) -> bool:
        """Whether changes are refused because another copy of the app holds the records."""
        return self.store.read_only

    def close(self) -> None:
        """Let go of the records."""
        self.store.close()


def open_library(directories: Directories, config: Config) -> Library:
    """Return the reference library with the packs of the person; no record is touched.

    Raises TrainerError when the library is missing.
    """
    packs = [Path(pack).expanduser() for pack in config.packs]
    if os.path.isdir(directories.packs):  # noqa: PTH112 - False, no error, where nobody may look
        packs.insert(0, directories.packs)
    return Library(ContentLibrary(data_root(), packs=packs, cache_dir=directories.cache))


def are_sealed(directories: Directories) -> bool:
    """Tell whether the records are encrypted, without opening them; their twin knows as well."""
    from trainer_tui.storage.log import is_sealed

    records = directories.records
    return is_sealed(records) or is_sealed(records.with_name(records.name + ".twin"))


def open_venues(directories: Directories) -> VenueFile:
    """Return the venues with their emergency plans; no record is needed for them."""
    from trainer_tui.storage.venues import VenueFile

    return VenueFile(directories.venues)


def copy_venues(source: Path, directories: Directories) -> None:
    """Take the venues of a file over; raises StoreError."""
    from trainer_tui.storage.venues import VenueFile

    open_venues(directories).save(VenueFile(source).load())


def open_emergency(
    directories: Directories, config: Config, library: Library, user: str = ""
) -> EmergencyKit:
    """Return what an emergency needs before the records are open, and where they cannot be opened."""
    from trainer_tui.services.emergency_desk import EmergencyKit
    from trainer_tui.storage.pending import PendingFolder

    return EmergencyKit(
        venues=open_venues(directories),
        pending=PendingFolder(directories.emergencies),
        sheets=_sheet_file,
        guidance=lambda: library.guidance,
        clock=clock_from_environment(),
        user=user or current_user(config),
        emergency_number=config.emergency_number,
        call_back=config.call_back,
    )


def _sheet_file() -> SheetWriter:
    from trainer_tui.exports.emergency_sheet import SheetFile

    return SheetFile()


def open_drafts(directories: Directories) -> DraftFolder:
    """Return what was typed and not saved yet; sealed drafts show themselves once the records are open."""
    from trainer_tui.storage.drafts import DraftFolder

    return DraftFolder(directories.drafts, locked=are_sealed(directories))


def open_upkeep(
    directories: Directories,
    config: Config | None = None,
    credentials: Credentials | None = None,
    clock: Clock | None = None,
) -> Upkeep:
    """Return what looks after the records without opening them, for those that do not open."""
    from trainer_tui.config import Config
    from trainer_tui.storage.upkeep import StoreUpkeep

    config = config or Config()
    return StoreUpkeep(
        directories.records,
        clock=clock or clock_from_environment(),
        credentials=credentials,
        twin=_second_copy(config),
        second=_second_place(config),
    )


def _second_copy(config: Config) -> Path | bool:
    """Return where the second log is kept: beside the first, in a folder, or nowhere."""
    if config.second_copy in ("", OFF):
        return not config.second_copy
    return Path(config.second_copy).expanduser()


def _second_place(config: Config) -> Path | None:
    return Path(config.backup_folder).expanduser() if config.backup_folder else None


def open_records(
    directories: Directories,
    config: Config,
    library: Library,
    *,
    user: str = "",
    clock: Clock | None = None,
    credentials: Credentials | None = None,
    drafts: DraftFolder | None = None,
) -> Services:
    """Open the records, for reading alone while another copy of the app writes them; `report` says so.

    `user` signs every change; without one it is the user of the environment or of the settings. Credentials
    open encrypted records, and encrypt those that begin here. `drafts` are the ones in use already. Raises
    LockedRecords, WrongCredentials, or another StoreError when the records cannot be used at all.
    """
    from trainer_tui.services.ledger import Ledger
    from trainer_tui.storage.repository import open_records as open_store
    from trainer_tui.storage.upkeep import StoreUpkeep

    clock = clock or clock_from_environment()
    directories.ensure()
    library.prepare()
    drafts = drafts or open_drafts(directories)
    twin, second = _second_copy(config), _second_place(config)
    store = open_store(directories.records, clock=clock, credentials=credentials, twin=twin, second=second)
    store.say(drafts.unlock(store.draft_box))
    upkeep = StoreUpkeep(directories.records, store, clock=clock, twin=twin, drafts=drafts)
    ledger = Ledger(store, clock, user or current_user(config))
    store.say(ledger.clock_doubts())
    return _wire(library, store, upkeep, directories, ledger, config.call_back, drafts)


def _wire(
    library: Library,
    store: RecordStore,
    upkeep: Upkeep,
    directories: Directories,
    ledger: Ledger,
    call_back: str,
    drafts: DraftStore,
) -> Services:
    from trainer_tui.exports import Exporters
    from trainer_tui.exports.print_file import PrintFile
    from trainer_tui.services.availability import AvailabilityBoard
    from trainer_tui.services.chart import Chart
    from trainer_tui.services.due import DueList
    from trainer_tui.services.due_drafts import DueDrafts
    from trainer_tui.services.emergencies import Emergencies
    from trainer_tui.services.handoff import Handoff
    from trainer_tui.services.merging import Merging
    from trainer_tui.services.prints import Prints
    from trainer_tui.services.roster import Roster
    from trainer_tui.services.season import Season
    from trainer_tui.services.sessions import Sessions
    from trainer_tui.services.shifts import Shifts
    from trainer_tui.services.treatments import TreatmentLog

    reference, rules, sweeps = library.reference, library.rules, library.sweeps
    chart = Chart(ledger, reference, rules, sweeps)
    return Services(
        reference=reference,
        rules=rules,
        sweeps=sweeps,
        chart=chart,
        availability=AvailabilityBoard(ledger, chart),
        due=DueList(
            (
                chart.due_rechecks,
                chart.referrals.due,
                chart.protocols.due,
                chart.contacts.due,
                chart.follow_ups.due,
                DueDrafts(drafts, chart.records).due,
            ),
            ledger.clock,
        ),
        emergencies=Emergencies(chart),
        season=Season(chart),
        treatments=TreatmentLog(chart),
        sessions=Sessions(chart),
        roster=Roster(chart),
        handoff=Handoff(chart, reference, rules.vocabulary, Exporters(reference.codes), call_back=call_back),
        prints=Prints(chart, reference, rules.vocabulary, PrintFile(), call_back=call_back),
        merging=Merging(ledger),
        shifts=Shifts(chart, drafts),
        drafts=drafts,
        upkeep=upkeep,
        ledger=ledger,
        store=store,
        clock=ledger.clock,
        directories=directories,
    )


def clock_from_environment() -> Clock:
    """Return the system's clock, or one that stands still at TRAINER_TUI_NOW; a time without offset is local.

    Raises UsageError when that is no ISO time.
    """
    value = os.environ.get(NOW_VARIABLE)
    if not value:
        return system_clock
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise UsageError(f"{NOW_VARIABLE} is not a time; write it as 2026-10-09T20:00:00-05:00.") from None
    fixed = moment if moment.tzinfo else moment.astimezone()
    return lambda: fixed


def current_user(config: Config) -> str:
    """Return who signs changes: TRAINER_TUI_USER, else the name in the settings, else the login name."""
    return os.environ.get(USER_VARIABLE) or config.user or login_name()


def login_name() -> str:
    """Return who has logged in to this computer: the user until a person signs in."""
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a computer without a login name, such as a container
        return SOMEBODY

"""The columns of every table that leaves this laptop: what each holds, and what of it may be shared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from trainer_tui.domain.emergencies import EventKind
from trainer_tui.domain.incidents import NARRATIVE, SOAP
from trainer_tui.domain.protocol_course import Act
from trainer_tui.domain.vocabulary import (
    ALERTS,
    Availability,
    Certainty,
    ClearanceScope,
    Contact,
    Direction,
    DominantSide,
    Hold,
    IncidentKind,
    ModeOfOnset,
    Participation,
    Reached,
    ReferralState,
    Region,
    Relation,
    Removed,
    Service,
    SessionKind,
    Sex,
    Side,
    State,
    Surface,
    Tier,
    TimeLossMode,
    Tissue,
    Told,
    TreatmentKind,
    Way,
)


class Shared(StrEnum):
    """What becomes of a column in de-identified tables."""

    NO = "left out"
    AS_IS = "as it is"
    WEEK = "the ISO week instead of the day"
    BAND = "an age band instead of the age"
    CODE = "a code of this file instead of the id"


@dataclass(frozen=True, slots=True)
class Column:
    """One column and its line in the data dictionary."""

    name: str
    kind: str
    meaning: str
    shared: Shared = Shared.NO
    unit: str = ""
    allowed: type[StrEnum] | str = ""
    """The vocabulary of the column, or its values in words."""

    @property
    def allowed_words(self) -> str:
        """The allowed values, separated by bars."""
        return self.allowed if isinstance(self.allowed, str) else "|".join(self.allowed)


def _id(name: str, meaning: str, shared: Shared = Shared.CODE) -> Column:
    return Column(name, "id", meaning, shared)


def _text(name: str, meaning: str) -> Column:
    return Column(name, "text", meaning)


def _code(name: str, meaning: str, allowed: type[StrEnum] | str = "") -> Column:
    return Column(name, "code", meaning, Shared.AS_IS, allowed=allowed)


def _moment(name: str, meaning: str) -> Column:
    return Column(name, "moment", meaning, Shared.WEEK)


def _count(name: str, meaning: str) -> Column:
    return Column(name, "integer", meaning, Shared.AS_IS)


def _days(name: str, meaning: str) -> Column:
    return Column(name, "integer", meaning, Shared.AS_IS, "d")


def _flag(name: str, meaning: str) -> Column:
    return Column(name, "boolean", meaning, Shared.AS_IS, allowed="true|false")


def _vital(name: str, meaning: str, unit: str, kind: str = "integer") -> Column:
    return Column(name, kind, meaning, Shared.AS_IS, unit)


_ALERTS = "|".join((*ALERTS, "allergy:…", "medication:…"))
_ANSWERS = "present|absent|absent_in_bulk|a number"
_HEADINGS = "|".join((NARRATIVE, *SOAP))
_STATE = Column("state", "code", "where the record stands; entered_in_error is void", allowed=State)
_BY = _text("by", "who entered it")
_INCIDENT = _id("incident", "the incident it belongs to")

COLUMNS: Mapping[str, tuple[Column, ...]] = {
    "athletes": (
        _id("id", "the athlete"),
        _text("given", "given name"),
        _text("family", "family name"),
        _text("preferred", "the name the person goes by"),
        _text("jersey", "number on the shirt"),
        _text("team", "team"),
        Column("birth_date", "date", "birth date; empty when unknown"),
        _code("sex", "sex as recorded on the roster", Sex),
        _text("position", "position in play"),
        Column("height_cm", "number", "height", unit="cm"),
        Column("mass_kg", "number", "body mass", unit="kg"),
        Column("alerts", "list", "alerts; empty means nothing was asked", allowed=_ALERTS),
        _text("emergency_contact", "whom to call"),
        _text("emergency_phone", "telephone of the emergency contact"),
        _text("emergency_relation", "what the emergency contact is to the athlete"),
        _text("second_contact", "whom to call next"),
        _text("second_phone", "telephone of the second contact"),
        _text("second_relation", "what the second contact is to the athlete"),
        _text("grade", "year at school"),
        Column("dominant_side", "code", "dominant side", Shared.AS_IS, allowed=DominantSide),
        Column("physical_until", "date", "last day the physical counts; empty when not recorded"),
        Column("baseline_on", "date", "day of the last baseline concussion test"),
        _text("inhaler_place", "where the inhaler is"),
        _text("auto_injector_place", "where the auto-injector is"),
        _text("insurance", "insurance"),
        _text("family_physician", "family physician"),
        _text("family_physician_phone", "telephone of the family physician"),
        _text("consent_by", "who consented to treatment; empty when nobody is on record"),
        Column("consent_on", "date", "when that consent was given"),
        Column("consent_until", "date", "last day it counts; empty for no end"),
        _text("disclosure_by", "who consented that the record is told; empty when nobody is on record"),
        _text("disclosure_to", "who may be told"),
        Column("disclosure_on", "date", "when that consent was given"),
        Column("disclosure_until", "date", "last day it counts; empty for no end"),
        _STATE,
    ),
    "incidents": (
        _id("id", "the incident"),
        _id("athlete", "the athlete; empty for a guest"),
        _text("guest", "how a guest was named"),
        Column("age_at_onset", "integer", "age at onset; empty without a birth date", Shared.BAND, "a"),
        _code("kind", "kind of health problem", IncidentKind),
        _moment("onset_at", "when it began"),
        _moment("reported_at", "when it was reported"),
        _flag("late_entry", "whether it was recorded more than 60 minutes after onset"),
        _code("session_kind", "what was going on", SessionKind),
        _code("mode_of_onset", "how it came about in time", ModeOfOnset),
        _code("contact", "contact as a mechanism", Contact),
        _code("condition", "id of the condition in the reference library; empty when unknown"),
        Column("causes", "list", "ids of causes of that condition", Shared.AS_IS),
        _code("removed", "whether the athlete left play", Removed),
        _code("relation", "relation to earlier problems", Relation),
        _code("time_loss_mode", "how lost days are counted", TimeLossMode),
        _days("time_loss_days", "days lost so far in that mode"),
        _days("out_days", "days out"),
        _days("limited_days", "days limited"),
        _flag("time_loss_ongoing", "whether the days still go on"),
        _code("tier", "highest urgency so far; empty means no rule matched, which is no clearance", Tier),
        _code("lowered_from", "highest urgency before a person lowered it; empty when nobody did", Tier),
        _text("lowered_because", "why a person lowered it"),
        _flag("closed", "whether nothing more is to be done"),
        _STATE,
        _text("void_reason", "why it was entered in error"),
    ),
    "diagnoses": (
        _INCIDENT,
        Column("number", "integer", "place in the incident, from 1", Shared.AS_IS),
        _flag("principal", "whether it is the principal diagnosis"),
        _code("region", "body area (IOC 2020)", Region),
        _code("side", "side of the body", Side),
        _code("tissue", "tissue and pathology (IOC 2020)", Tissue),
        _code("osiics", "OSIICS code"),
        Column("grade", "integer", "grade", Shared.AS_IS, allowed="1|2|3"),
        _code("direction", "direction of instability", Direction),
        _code("certainty", "how sure it is", Certainty),
    ),
    "assessments": (
        _id("id", "the assessment"),
        _INCIDENT,
        _moment("at", "when it was made"),
        _BY,
        _code("tier", "urgency by the answers up to then", Tier),
        _code("hold", "how long the matched rules keep the athlete out", Hold),
        Column("rules", "list", "rules that matched, with their version", Shared.AS_IS),
        _code("ruleset", "SHA-256 of the rule set"),
        _STATE,
    ),
    "findings": (
        _id("assessment", "the assessment"),
        _INCIDENT,
        _code("finding", "id of the finding; a finding without a row was not assessed"),
        _code("prompt", "the finding in words"),
        _code("answer", "the answer; absent_in_bulk was marked together with others", _ANSWERS),
    ),
    "vitals": (
        _id("assessment", "the assessment"),
        _INCIDENT,
        _moment("at", "when it was measured"),
        _vital("hr", "heart rate", "/min"),
        _vital("sbp", "systolic blood pressure", "mmHg"),
        _vital("dbp", "diastolic blood pressure", "mmHg"),
        _vital("rr", "breaths", "/min"),
        _vital("spo2", "oxygen saturation", "%"),
        _vital("gcs", "Glasgow Coma Scale", "{score}"),
        _vital("temp_rectal_c", "rectal temperature", "Cel", "number"),
        _vital("temp_other_c", "temperature at any other site", "Cel", "number"),
        _vital("glucose", "blood glucose", "mg/dL"),
    ),
    "notes": (
        _id("id", "the note", Shared.NO),
        _id("incident", "the incident it belongs to", Shared.NO),
        Column("at", "moment", "when it was written"),
        _BY,
        Column("heading", "code", "narrative or a SOAP heading", allowed=_HEADINGS),
        _text("text", "the note as typed"),
        Column(
            "needs_cosign",
            "boolean",
            "a student wrote it and nobody has co-signed it yet",
            allowed="true|false",
        ),
        _text("cosigned_by", "who stands for it, with the credential"),
        Column("cosigned_at", "moment", "when it was co-signed"),
        _STATE,
    ),
    "status_changes": (
        _id("id", "the change"),
        _id("athlete", "the athlete"),
        _id("incident", "the incident it speaks for; empty when it speaks for the athlete"),
        Column("at", "date", "from which day on", Shared.WEEK),
        _code("availability", "what the athlete may do", Availability),
        Column("restrictions", "list", "what is restricted, in words"),
        _text("decided_by", "who decided, or which rule"),
        _text("cleared_by", "who cleared, and where the paper is"),
        _text("expected", "when the athlete is expected back, only as a person typed it"),
        _text("reason", "why, in a few words"),
        _id("clearance", "the clearance it rests on"),
        _STATE,
    ),
    "clearances": (
        _id("id", "the clearance"),
        _INCIDENT,
        Column("at", "date", "day the clinician cleared", Shared.WEEK),
        _BY,
        _text("clinician", "who cleared"),
        _text("credential", "credential of the clinician"),
        _code("scope", "what for", ClearanceScope),
        Column("restrictions", "list", "what a limited clearance does not allow"),
        _text("paper", "where the paper is"),
        _flag("seen_original", "whether whoever recorded it saw the original"),
        _STATE,
    ),
    "contacts": (
        _id("id", "the entry"),
        _id("incident", "the incident it is about; empty when it is about the athlete"),
        _id("athlete", "the athlete; empty where the incident says who"),
        _moment("at", "when somebody was told, or was not reached"),
        _BY,
        _code("whom", "who was to be told", Told),
        _text("name", "the person"),
        _code("how", "how", Way),
        _code("result", "what became of it", Reached),
        _text("note", "remark"),
        _STATE,
    ),
    "referrals": (
        _id("id", "the referral"),
        _INCIDENT,
        _moment("at", "when it was made"),
        _code("tier", "urgency", Tier),
        _text("to", "to whom"),
        _text("route", "by which way"),
        _text("reason", "why"),
        _text("question", "what is asked"),
        _code("referral_state", "where it stands", ReferralState),
        _moment("state_at", "since when it stands there"),
        _text("outcome", "what came of it"),
        _text("state_reason", "why it was declined, set back or opened again"),
        _STATE,
    ),
    "acknowledgements": (
        _id("id", "the acknowledgement"),
        _INCIDENT,
        _moment("at", "when the red flags were seen"),
        _BY,
        _code("tier", "urgency that was seen", Tier),
        Column("rules", "list", "rules that matched then", Shared.AS_IS),
        _STATE,
    ),
    "protocol_steps": (
        _id("id", "the step"),
        _INCIDENT,
        _moment("at", "when it was taken"),
        _BY,
        _code("protocol", "id of the protocol"),
        Column("protocol_version", "integer", "version of the protocol", Shared.AS_IS),
        _code("act", "what was done; a stage is never begun by itself", Act),
        _code("stage", "id of the stage; empty for the protocol as a whole"),
        Column(
            "answers", "list", "gates with their answers; one that is missing was not asked", Shared.AS_IS
        ),
        _text("cleared_by", "who cleared, as recorded for this stage"),
        Column("against", "list", "what stood against the stage when it was begun all the same"),
        _text("override_reason", "why it was begun all the same"),
        _text("note", "remark"),
        _STATE,
    ),
    "follow_ups": (
        _id("id", "the follow-up"),
        _INCIDENT,
        _BY,
        Column("on", "date", "the day on which it is due", Shared.WEEK),
        _text("text", "what is to be done"),
        Column("done_at", "moment", "when it was done; empty while it is open"),
        _text("done_note", "what came of it"),
        _STATE,
    ),
    "emergencies": (
        _id("id", "the emergency"),
        _id("incident", "the incident it belongs to; empty before the emergency screen was left"),
        _moment("started_at", "when the first key was pressed"),
        Column("ended_at", "moment", "when somebody said that it is over; empty while it goes on"),
        _text("venue", "where it was, by the name of the venue's plan"),
        _id("athlete", "the athlete; empty when nobody on the roster was named", Shared.NO),
        _text("guest", "the words for somebody who is not on the roster"),
        _STATE,
    ),
    "emergency_events": (
        _id("id", "the event"),
        _id("emergency", "the emergency it belongs to"),
        _moment("at", "when its key was pressed"),
        _BY,
        _code("kind", "what was done; what has no row was not recorded", EventKind),
        _text("detail", "the number or name that goes with it: °C, a time of day, a hospital"),
        _STATE,
    ),
    "treatments": (
        _id("id", "the treatment", Shared.NO),
        _id("athlete", "the athlete; empty for a guest", Shared.NO),
        _text("guest", "how a guest was named"),
        Column("at", "moment", "when it was given"),
        _BY,
        Column("kind", "code", "what it was for", allowed=TreatmentKind),
        Column("services", "list", "what was done", allowed=Service),
        Column("minutes", "integer", "how long it took", unit="min"),
        Column("region", "code", "body area; empty when not said", allowed=Region),
        Column("side", "code", "side of the body", allowed=Side),
        _id("incident", "the incident it was for; empty for none", Shared.NO),
        _text("note", "the note as typed"),
        _STATE,
        _text("void_reason", "why it was entered in error"),
    ),
    "service_counts": (
        _code("kind", "what the treatments were for", TreatmentKind),
        _code("service", "what was done", Service),
        _count("times", "how often, without what was entered in error"),
        _count("people", "for how many different people"),
    ),
    "sessions": (
        _id("id", "the session"),
        _text("team", "team"),
        _code("kind", "what it was", SessionKind),
        _moment("start", "when it began"),
        Column("planned_min", "integer", "how long it was planned for", Shared.AS_IS, "min"),
        _text("venue", "where"),
        _code("surface", "on what; empty when unknown", Surface),
        Column("roster", "list", "ids of those who took part in full unless participations says otherwise"),
        _count("athletes", "how many were to take part"),
        *(_count(level.value, f"how many: {level.words}") for level in Participation),
        _count("athlete_exposures", "athletes who took part, in full or modified"),
        Column("hours", "number", "hours of taking part, of all together", Shared.AS_IS, "h"),
        _STATE,
        _text("void_reason", "why it was entered in error"),
    ),
    "participations": (
        _id("session", "the session", Shared.NO),
        _id("athlete", "the athlete", Shared.NO),
        Column("level", "code", "how far the athlete took part", allowed=Participation),
        Column("minutes", "integer", "for how long; empty for the planned time", unit="min"),
    ),
}
"""Every table with its columns, in the order they are written."""

"""The Composition: what a person reads first, section by section, each standing for the data behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from trainer_tui.domain.vocabulary import State
from trainer_tui.exports.fhir.acts import what_was_done
from trainer_tui.exports.fhir.codes import Coding
from trainer_tui.exports.fhir.condition import why_none
from trainer_tui.exports.fhir.making import (
    ENTERED_IN_ERROR,
    Making,
    Resource,
    coded,
    concept,
    moment,
    reference,
    references,
    urn,
)
from trainer_tui.exports.fhir.narrative import narrative, told, vital_words
from trainer_tui.exports.letter import TITLE
from trainer_tui.exports.letter_words import NOT_ASSESSED, NOT_RECORDED, Entry, joined, sentence

_STATUS = {
    State.DRAFT: "preliminary",
    State.FINAL: "final",
    State.AMENDED: "amended",
    State.ENTERED_IN_ERROR: ENTERED_IN_ERROR,
}


@dataclass(frozen=True, slots=True)
class Contents:
    """The resources of a document by what they are for."""

    requests: Sequence[Resource]
    diagnoses: Sequence[Resource]
    problems: Sequence[Resource]
    findings: Sequence[Resource]
    vitals: Sequence[Resource]
    circumstances: Sequence[Resource]
    allergies: Sequence[Resource]
    medications: Sequence[Resource]
    flags: Sequence[Resource]
    procedures: Sequence[Resource]
    communications: Sequence[Resource]
    letter: Resource

    @property
    def everything(self) -> list[Resource]:
        """All of them in the order of the sections."""
        groups = (
            self.requests,
            self.diagnoses,
            self.problems,
            self.findings,
            self.vitals,
            self.circumstances,
            self.allergies,
            self.medications,
            self.flags,
            self.procedures,
            self.communications,
        )
        return [each for group in groups for each in group] + [self.letter]


def composition(making: Making, contents: Contents, team: Resource | None) -> Resource:
    """Return the head of the document; its own narrative says who, to whom and how urgent."""
    letter = making.letter
    head = (letter.warning, letter.addressed, letter.patient, letter.person, letter.urgency, letter.statement)
    author = making.practitioner(making.writer) or {"display": "not known"}
    incident = making.case.incident
    return making.resource(
        "Composition",
        incident.id,
        language="en",
        text=narrative(filter(None, head)),
        identifier={"system": "urn:ietf:rfc:3986", "value": urn("Composition", incident.id)},
        status=_STATUS[incident.state],
        type=concept(TITLE, [making.codes.loinc("referral")]),
        subject=making.subject,
        encounter=making.encounter,
        date=moment(making.packet.written_at.isoformat()),
        author=[author],
        title=TITLE,
        custodian=reference(team) if team else None,
        section=_sections(making, contents),
    )


def _sections(making: Making, contents: Contents) -> list[Resource]:
    letter, loinc = making.letter, making.codes.loinc
    urgency = [each for each in (letter.warning, letter.urgency, letter.statement) if each]
    reason: list[Entry | str] = [*urgency, *told(letter.first)]
    diagnoses = [*contents.diagnoses, *contents.problems]
    return [
        _section(
            making,
            "Reason for referral and question",
            reason,
            contents.requests,
            loinc("reason for referral"),
        ),
        _section(making, "Diagnoses and problems", _named(diagnoses), diagnoses, loinc("problems")),
        _section(making, "Findings", letter.answers, contents.findings, empty="notasked"),
        _section(
            making, "Vital signs", _vitals(making), contents.vitals, loinc("vital signs"), empty="notasked"
        ),
        _section(making, "How it came about", _said(contents.circumstances), contents.circumstances),
        _section(
            making,
            "Allergies",
            _named(contents.allergies),
            contents.allergies,
            loinc("allergies"),
            empty=why_none(making, "allergy"),
        ),
        _section(
            making,
            "Medication",
            _named(contents.medications),
            contents.medications,
            loinc("medications"),
            empty=why_none(making, "medication"),
        ),
        _section(making, "Holds in force", _named(contents.flags), contents.flags),
        _section(making, "What was done", what_was_done(making), contents.procedures),
        _section(making, "Guardian", _guardian(making, contents), contents.communications),
        _section(
            making, "Situation, background, assessment, recommendation", letter.sbar, code=loinc("plan")
        ),
        _section(making, "Notes", letter.story),
        _section(making, "Letter, rules and sources", letter.foot, [contents.letter]),
    ]


def _section(
    making: Making,
    title: str,
    text: Sequence[Entry | str],
    entries: Sequence[Resource] | None = None,
    code: Coding | None = None,
    *,
    empty: str = "notstarted",
) -> Resource:
    """Return a section; one that nothing is in says why, in words and in code.

    One without `entries` is of words alone.
    """
    filled = bool(text) if entries is None else bool(entries)
    nothing = (
        "None known."
        if empty == "nilknown"
        else sentence(NOT_ASSESSED if empty == "notasked" else NOT_RECORDED)
    )
    return {
        "title": title,
        "code": coded(code) if code else None,
        "text": narrative(text or [nothing]),
        "entry": references(entries or ()),
        "emptyReason": None if filled else making.codes.stated("list-empty-reason", empty),
    }


def _named(resources: Sequence[Resource]) -> list[str]:
    """Return what resources are about, in the words of their code."""
    return [
        (each.get("code") or each["medicationCodeableConcept"])["text"] + _certainty(each)
        for each in resources
    ]


def _certainty(resource: Resource) -> str:
    status = resource.get("verificationStatus")
    return f" ({status['coding'][0]['display'].lower()})" if status else ""


def _said(circumstances: Sequence[Resource]) -> list[Entry]:
    return [
        Entry(each["code"]["text"], each.get("valueCodeableConcept", {}).get("text", NOT_RECORDED))
        for each in circumstances
    ]


def _vitals(making: Making) -> list[Entry]:
    return [
        Entry(making.times.moment(each.vitals["at"]), joined((vital_words(each.vitals), each.by), ", "))
        for each in making.case.assessments
        if each.vitals
    ]


def _guardian(making: Making, contents: Contents) -> list[Entry | str]:
    athlete = making.case.athlete
    contact = joined((athlete.emergency_contact, athlete.emergency_phone), ", ") if athlete else ""
    tries: list[Entry | str] = [
        Entry(making.times.moment(each["sent"]), each["payload"][0]["contentString"])
        for each in contents.communications
    ]
    if not any(each["status"] == "completed" for each in contents.communications):
        tries.append("Not recorded as reached.")
    return [Entry("Contact", contact or NOT_RECORDED), *tries]

"""What R4 (4.0.1) says of the elements that a Bundle of ours has; any other element is a defect.

A line names a type and its elements as `name:Type`, with `!` for exactly one, `+` for one or more, `*` for
any number and nothing for at most one. `code=x` is a code out of the binding x; `Reference(A|B)` leads to
those resources. The development check compares these lines with the definitions that HL7 publishes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from types import MappingProxyType

_PRACTITIONER = "Reference(Practitioner)"
_LINES = f"""
Bundle id:id identifier:Identifier type:code=bundle-type! timestamp:instant entry:Bundle.entry*
Bundle.entry fullUrl:uri resource:Resource
Composition id:id language:code text:Narrative identifier:Identifier status:code=composition-status!
Composition type:CodeableConcept! subject:Reference(Patient) encounter:Reference(Encounter) date:dateTime!
Composition author:{_PRACTITIONER}+ title:string! custodian:Reference(Organization)
Composition section:Composition.section*
Composition.section title:string code:CodeableConcept text:Narrative entry:Reference()*
Composition.section emptyReason:CodeableConcept
Patient id:id identifier:Identifier* name:HumanName* gender:code=administrative-gender birthDate:date
Patient contact:Patient.contact* managingOrganization:Reference(Organization)
Patient.contact relationship:CodeableConcept* name:HumanName telecom:ContactPoint*
Practitioner id:id identifier:Identifier* name:HumanName* telecom:ContactPoint*
Practitioner qualification:Practitioner.qualification*
Practitioner.qualification code:CodeableConcept!
Organization id:id identifier:Identifier* type:CodeableConcept* name:string
Encounter id:id identifier:Identifier* status:code=encounter-status! class:Coding! type:CodeableConcept*
Encounter subject:Reference(Patient) participant:Encounter.participant* period:Period
Encounter diagnosis:Encounter.diagnosis* serviceProvider:Reference(Organization)
Encounter.participant individual:{_PRACTITIONER}
Encounter.diagnosis condition:Reference(Condition)!
Condition id:id identifier:Identifier* clinicalStatus:CodeableConcept verificationStatus:CodeableConcept
Condition category:CodeableConcept* code:CodeableConcept bodySite:CodeableConcept* subject:Reference(Patient)!
Condition encounter:Reference(Encounter) onsetDateTime:dateTime recordedDate:dateTime recorder:{_PRACTITIONER}
Condition note:Annotation*
Observation id:id identifier:Identifier* status:code=observation-status! category:CodeableConcept*
Observation code:CodeableConcept! subject:Reference(Patient) encounter:Reference(Encounter)
Observation effectiveDateTime:dateTime performer:{_PRACTITIONER}* valueQuantity:Quantity valueBoolean:boolean
Observation valueInteger:integer valueCodeableConcept:CodeableConcept dataAbsentReason:CodeableConcept
Observation method:CodeableConcept component:Observation.component*
Observation.component code:CodeableConcept! valueQuantity:Quantity dataAbsentReason:CodeableConcept
Flag id:id identifier:Identifier* status:code=flag-status! category:CodeableConcept* code:CodeableConcept!
Flag subject:Reference(Patient)! period:Period encounter:Reference(Encounter)
Communication id:id identifier:Identifier* status:code=event-status! category:CodeableConcept*
Communication subject:Reference(Patient) encounter:Reference(Encounter) sent:dateTime
Communication recipient:Reference(Patient)* sender:{_PRACTITIONER} payload:Communication.payload*
Communication.payload contentString:string!
ServiceRequest id:id identifier:Identifier* status:code=request-status! intent:code=request-intent!
ServiceRequest category:CodeableConcept* priority:code=request-priority code:CodeableConcept
ServiceRequest subject:Reference(Patient)! encounter:Reference(Encounter) authoredOn:dateTime
ServiceRequest requester:{_PRACTITIONER} performer:{_PRACTITIONER}* reasonCode:CodeableConcept*
ServiceRequest reasonReference:Reference(Condition)* note:Annotation*
Procedure id:id identifier:Identifier* status:code=event-status! code:CodeableConcept
Procedure subject:Reference(Patient)! encounter:Reference(Encounter) performedDateTime:dateTime
Procedure performer:Procedure.performer* note:Annotation*
Procedure.performer actor:{_PRACTITIONER}!
AllergyIntolerance id:id identifier:Identifier* clinicalStatus:CodeableConcept code:CodeableConcept
AllergyIntolerance patient:Reference(Patient)!
MedicationStatement id:id identifier:Identifier* status:code=medication-statement-status!
MedicationStatement medicationCodeableConcept:CodeableConcept! subject:Reference(Patient)!
DocumentReference id:id identifier:Identifier* status:code=document-reference-status! type:CodeableConcept
DocumentReference subject:Reference(Patient) date:instant author:{_PRACTITIONER}*
DocumentReference content:DocumentReference.content+
DocumentReference.content attachment:Attachment!
Provenance id:id target:Reference()+ recorded:instant! agent:Provenance.agent+ entity:Provenance.entity*
Provenance.agent type:CodeableConcept who:{_PRACTITIONER}!
Provenance.entity role:code=provenance-entity-role! what:Reference()!
Narrative status:code=narrative-status! div:xhtml!
Identifier system:uri value:string
CodeableConcept coding:Coding* text:string
Coding system:uri code:code display:string userSelected:boolean
Quantity value:decimal unit:string system:uri code:code
HumanName use:code=name-use text:string family:string given:string*
ContactPoint system:code=contact-point-system value:string
Period start:dateTime end:dateTime
Annotation text:markdown! time:dateTime authorString:string
Attachment contentType:code language:code data:base64Binary size:unsignedInt hash:base64Binary title:string
Attachment creation:dateTime
Reference reference:string identifier:Identifier display:string
"""


@dataclass(frozen=True, slots=True)
class Element:
    """What may stand in an element."""

    type: str
    least: int = 0
    many: bool = False
    binding: str = ""
    targets: frozenset[str] = frozenset()
    """The resources a reference may lead to; empty for any."""


class Shape(dict[str, Element]):
    """The elements of a type by name."""

    @cached_property
    def needed(self) -> tuple[str, ...]:
        """The names of those that must not be missing."""
        return tuple(name for name, element in self.items() if element.least)


@cache
def shapes() -> Mapping[str, Shape]:
    """Return the elements of every type."""
    found: dict[str, Shape] = {}
    for line in _LINES.strip().splitlines():
        name, *elements = line.split()
        own = found.setdefault(name, Shape())
        for each in elements:
            element, _, rule = each.partition(":")
            own[element] = _element(rule)
    return MappingProxyType(found)


def _element(rule: str) -> Element:
    mark = rule[-1] if rule[-1] in "!+*" else ""
    named = rule.removesuffix(mark) if mark else rule
    named, _, binding = named.partition("=")
    named, bracket, targets = named.partition("(")
    return Element(
        type=named,
        least=1 if mark in ("!", "+") else 0,
        many=mark in ("+", "*"),
        binding=binding,
        targets=frozenset(filter(None, targets.removesuffix(")").split("|"))) if bracket else frozenset(),
    )

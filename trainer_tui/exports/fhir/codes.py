"""The codes a Bundle may carry, each given by a source; what no source gives goes out as words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from trainer_tui.domain.findings import Answer
from trainer_tui.domain.incidents import Diagnosis

CodeTables = Mapping[str, Mapping[str, Any]]
"""The files of `data/codes` by name."""
Coding = dict[str, Any]


class Shared(dict[str, Any]):
    """Plain data that stands in many resources: made, tidied and checked once. Nobody changes it."""

    right_as: str = ""
    """The type of R4 that it was found right as."""


HL7 = "http://terminology.hl7.org/CodeSystem/"
LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"
SNOMED = "http://snomed.info/sct"
ICD = "http://hl7.org/fhir/sid/icd-10-cm"
OSIICS = "urn:x-trainer-tui:osiics"
IOC = "urn:x-trainer-tui:ioc-2020:"
FINDING = "urn:x-trainer-tui:finding"
ANSWER = "urn:x-trainer-tui:answer"
RECORD = "urn:x-trainer-tui:record"
SHA256 = "urn:x-trainer-tui:sha256"


@dataclass(frozen=True)
class Codes:
    """The code tables, ready to be asked."""

    tables: CodeTables
    _shared: dict[tuple[str, ...], Shared] = field(default_factory=dict, compare=False, repr=False)

    def shared(self, key: tuple[str, ...], make: Callable[[], Mapping[str, Any]]) -> Shared:
        """Return what stands for a key in every Bundle, made when it is first asked for."""
        if key not in self._shared:
            self._shared[key] = Shared(make())
        return self._shared[key]

    def stated(self, system: str, code: str) -> Shared:
        """Return a code of FHIR itself as a concept, which needs no words of ours."""
        return self.shared((system, code), lambda: {"coding": [self.hl7(system, code)]})

    def hl7(self, system: str, code: str) -> Coding:
        """Return a code of FHIR itself; raises KeyError for one without a source, a defect of ours."""
        url = HL7 + system
        return {"system": url, "code": code, "display": self.tables["fhir_r4"]["systems"][url][code]}

    def loinc(self, use: str) -> Coding:
        """Return the LOINC code of what it is used for; raises KeyError without one."""
        return _coding(LOINC, self._loinc[use])

    def snomed(self, use: str) -> Coding:
        """Return the SNOMED CT code of what it is used for; raises KeyError without one."""
        return _coding(SNOMED, self._snomed[use])

    def unit(self, unit: str) -> Coding:
        """Return system and code of a unit, nothing for one that no source gives."""
        code = self.tables["ucum"]["units"].get(unit)
        return {"system": UCUM, "code": code} if code else {}

    def icd(self, condition: str, diagnosis: Diagnosis, answers: Mapping[str, Answer]) -> Sequence[Coding]:
        """Return the ICD-10-CM code of a condition as it was found, none where the tables do not decide."""
        code = _row_code(self.tables["icd10cm"]["row"], condition, diagnosis, answers)
        return [self._icd(code)] if code else []

    def alert(self, alert: str) -> Sequence[Coding]:
        """Return the ICD-10-CM code of an alert of the roster, none where no source gives one."""
        code = self.tables["icd10cm"]["alerts"].get(alert)
        return [self._icd(code)] if code else []

    def osiics(self, condition: str, diagnosis: Diagnosis, answers: Mapping[str, Answer]) -> Sequence[Coding]:
        """Return the OSIICS code: the one a person recorded, else the one that the condition stands for."""
        if diagnosis.osiics:
            return [{"system": OSIICS, "code": diagnosis.osiics, "userSelected": True}]
        code = _row_code(self.tables["osiics"]["row"], condition, diagnosis, answers)
        return [{"system": OSIICS, "code": code}] if code else []

    def binding(self, name: str) -> frozenset[str]:
        """Return the codes that R4 allows in an element."""
        return self._bindings[name]

    @cached_property
    def known(self) -> Mapping[str, frozenset[str]]:
        """By code system: the codes that may be sent."""
        systems = {url: frozenset(codes) for url, codes in self.tables["fhir_r4"]["systems"].items()}
        return systems | {
            LOINC: frozenset(entry["code"] for entry in self.tables["loinc"]["code"]),
            SNOMED: frozenset(entry["code"] for entry in self.tables["snomed"]["code"]),
            UCUM: frozenset(self.tables["ucum"]["units"].values()),
            ICD: frozenset(self.tables["icd10cm"]["titles"]),
        }

    @cached_property
    def _bindings(self) -> Mapping[str, frozenset[str]]:
        return {name: frozenset(codes) for name, codes in self.tables["fhir_r4"]["bindings"].items()}

    @cached_property
    def _loinc(self) -> Mapping[str, Mapping[str, str]]:
        return {entry["use"]: entry for entry in self.tables["loinc"]["code"]}

    @cached_property
    def _snomed(self) -> Mapping[str, Mapping[str, str]]:
        return {entry["use"]: entry for entry in self.tables["snomed"]["code"]}

    def _icd(self, code: str) -> Coding:
        return {"system": ICD, "code": code, "display": self.tables["icd10cm"]["titles"][code]}


def _coding(system: str, entry: Mapping[str, str]) -> Coding:
    found = {"system": system, "code": entry["code"]}
    return {**found, "display": entry["display"]} if "display" in entry else found


def _row_code(
    rows: Sequence[Mapping[str, Any]], condition: str, diagnosis: Diagnosis, answers: Mapping[str, Answer]
) -> str | None:
    """Return the code of the first row of a condition that fits a diagnosis and the answers.

    What was marked absent in bulk is no more than unknown here: it decides no code.
    """
    found = {
        "region": diagnosis.region.value,
        "side": diagnosis.side.value,
        "tissue": diagnosis.tissue.value if diagnosis.tissue else "",
        "direction": diagnosis.direction.value if diagnosis.direction else "",
    }
    for row in rows:
        if (
            row["condition"] == condition
            and all(value in row.get(name, (value,)) for name, value in found.items())
            and all(answers.get(finding) is True for finding in row.get("present", ()))
            and all(answers.get(finding) is False for finding in row.get("absent", ()))
        ):
            return str(row["code"])
    return None

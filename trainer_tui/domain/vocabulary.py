"""The closed vocabularies of the record, each value with the words a person reads.

Regions, tissues, modes of onset and contact follow the IOC consensus statement 2020; the letter of a
region is the IOC body-area letter that OSIICS codes begin with.
"""

from __future__ import annotations

from enum import StrEnum


class Worded(StrEnum):
    """A vocabulary whose values can be shown: `words` is the value for a person to read."""

    @property
    def words(self) -> str:
        """The value in plain words."""
        return _WORDS.get(self, self.value.replace("_", " "))


class Tier(Worded):
    """How soon a person must be seen; there is no tier that says "clear"."""

    EMS_NOW = "EMS_NOW"
    SAME_DAY = "SAME_DAY"
    H24_72 = "H24_72"
    ROUTINE = "ROUTINE"

    @property
    def rank(self) -> int:
        """0 for the most urgent tier, rising as urgency falls."""
        return _RANKS[self]

    @property
    def symbol(self) -> str:
        """A shape that tells the tier without colour."""
        return {"EMS_NOW": "▲▲", "SAME_DAY": "▲", "H24_72": "◆", "ROUTINE": "•"}[self.value]


_RANKS = {tier: number for number, tier in enumerate(Tier)}


class Hold(Worded):
    """How long a matched rule keeps an athlete out."""

    TODAY = "today"
    UNTIL_CLEARED = "until_cleared"


class Region(Worded):
    """Body areas of the IOC consensus statement 2020, ordered head to foot."""

    HEAD = "head"
    NECK = "neck"
    SHOULDER = "shoulder"
    UPPER_ARM = "upper_arm"
    ELBOW = "elbow"
    FOREARM = "forearm"
    WRIST = "wrist"
    HAND = "hand"
    CHEST = "chest"
    THORACIC_SPINE = "thoracic_spine"
    LUMBOSACRAL = "lumbosacral"
    ABDOMEN = "abdomen"
    HIP_GROIN = "hip_groin"
    THIGH = "thigh"
    KNEE = "knee"
    LOWER_LEG = "lower_leg"
    ANKLE = "ankle"
    FOOT = "foot"
    UNSPECIFIED = "unspecified"
    MULTIPLE = "multiple"

    @property
    def letter(self) -> str:
        """The IOC letter of the body area."""
        return "HNSUERWPCDLOGTKQAFZX"[list(Region).index(self)]

    @property
    def sides(self) -> tuple[Side, ...]:
        """The sides that make sense for this region."""
        return _SIDES.get(self, _PAIRED)


class Side(Worded):
    """The side of the body."""

    LEFT = "left"
    RIGHT = "right"
    BILATERAL = "bilateral"
    MIDLINE = "midline"
    NOT_APPLICABLE = "not_applicable"
    UNKNOWN = "unknown"


_PAIRED = (Side.LEFT, Side.RIGHT, Side.BILATERAL, Side.UNKNOWN)
_TRUNK = (Side.LEFT, Side.RIGHT, Side.BILATERAL, Side.MIDLINE, Side.UNKNOWN)
_ANY = (*_TRUNK[:-1], Side.NOT_APPLICABLE, Side.UNKNOWN)
_SIDES: dict[Region, tuple[Side, ...]] = {
    Region.HEAD: _ANY,
    Region.NECK: _TRUNK,
    Region.CHEST: _TRUNK,
    Region.THORACIC_SPINE: _TRUNK,
    Region.LUMBOSACRAL: _TRUNK,
    Region.ABDOMEN: _TRUNK,
    Region.HIP_GROIN: _TRUNK,
    Region.UNSPECIFIED: _ANY,
    Region.MULTIPLE: _ANY,
}


class Tissue(Worded):
    """Tissue and pathology types of the IOC consensus statement 2020."""

    MUSCLE_INJURY = "muscle_injury"
    MUSCLE_CONTUSION = "muscle_contusion"
    MUSCLE_COMPARTMENT = "muscle_compartment"
    TENDINOPATHY = "tendinopathy"
    TENDON_RUPTURE = "tendon_rupture"
    BRAIN_SPINAL_CORD = "brain_spinal_cord"
    PERIPHERAL_NERVE = "peripheral_nerve"
    FRACTURE = "fracture"
    BONE_STRESS = "bone_stress"
    BONE_CONTUSION = "bone_contusion"
    AVASCULAR_NECROSIS = "avascular_necrosis"
    PHYSIS = "physis"
    CARTILAGE = "cartilage"
    ARTHRITIS = "arthritis"
    SYNOVITIS_CAPSULITIS = "synovitis_capsulitis"
    BURSITIS = "bursitis"
    JOINT_SPRAIN = "joint_sprain"
    CHRONIC_INSTABILITY = "chronic_instability"
    CONTUSION_SUPERFICIAL = "contusion_superficial"
    LACERATION = "laceration"
    ABRASION = "abrasion"
    VASCULAR = "vascular"
    STUMP = "stump"
    ORGAN = "organ"
    UNSPECIFIED = "unspecified"


class Direction(Worded):
    """The direction of a joint's instability."""

    ANTERIOR = "anterior"
    POSTERIOR = "posterior"
    INFERIOR = "inferior"
    MULTIDIRECTIONAL = "multidirectional"
    UNKNOWN = "unknown"


class Certainty(Worded):
    """How sure a diagnosis is."""

    PROVISIONAL = "provisional"
    CONFIRMED = "confirmed"
    REFUTED = "refuted"


class IncidentKind(Worded):
    """What kind of health problem an incident is."""

    INJURY = "injury"
    ILLNESS = "illness"
    MENTAL_HEALTH = "mental_health"
    ENVIRONMENTAL = "environmental"


class ModeOfOnset(Worded):
    """How an injury came about in time (IOC 2020)."""

    ACUTE_SUDDEN = "acute_sudden"
    REPETITIVE_SUDDEN = "repetitive_sudden"
    REPETITIVE_GRADUAL = "repetitive_gradual"
    UNKNOWN = "unknown"


class Contact(Worded):
    """Contact as a mechanism of injury (IOC 2020)."""

    NONE = "none"
    INDIRECT_ATHLETE = "indirect_athlete"
    INDIRECT_OBJECT = "indirect_object"
    DIRECT_ATHLETE = "direct_athlete"
    DIRECT_OBJECT = "direct_object"
    UNKNOWN = "unknown"


class SessionKind(Worded):
    """What was going on when it happened."""

    COMPETITION = "competition"
    PRACTICE = "practice"
    STRENGTH_CONDITIONING = "strength_conditioning"
    WARM_UP = "warm_up"
    OTHER = "other"
    UNKNOWN = "unknown"


class Participation(Worded):
    """How far an athlete took part in a session."""

    FULL = "full"
    MODIFIED = "modified"
    ABSENT_HEALTH = "absent_health"
    ABSENT_OTHER = "absent_other"
    DID_NOT_PLAY = "dnp"

    @property
    def symbol(self) -> str:
        """A shape that tells the level without colour."""
        return "●◐○–·"[list(Participation).index(self)]

    @property
    def takes_part(self) -> bool:
        """Whether it counts as an exposure."""
        return self in (Participation.FULL, Participation.MODIFIED)


class Surface(Worded):
    """What a session took place on."""

    NATURAL_GRASS = "natural_grass"
    ARTIFICIAL_TURF = "artificial_turf"
    HARD_COURT = "hard_court"
    ICE = "ice"
    MAT = "mat"
    SAND = "sand"
    ROAD = "road"
    WATER = "water"
    OTHER = "other"


class TreatmentKind(Worded):
    """What an encounter was for."""

    PREVENTIVE = "preventive"
    NEW_INJURY = "new_injury"
    CURRENT_INJURY = "current_injury"
    OTHER = "other"


class Service(Worded):
    """What was done for an athlete; none of them needs an incident."""

    TAPING_BRACING = "taping_bracing"
    CRYOTHERAPY = "cryotherapy"
    HEAT = "heat"
    ELECTRICAL_STIMULATION = "electrical_stimulation"
    MANUAL = "manual"
    EXERCISE = "exercise"
    WOUND_CARE = "wound_care"
    HYDRATION = "hydration"
    EDUCATION = "education"
    RETURN_TO_PLAY_TEST = "return_to_play_test"
    OTHER = "other"


class Removed(Worded):
    """Whether the athlete left play."""

    IMMEDIATELY = "immediately"
    LATER = "later"
    NOT_REMOVED = "not_removed"
    NOT_APPLICABLE = "not_applicable"
    UNKNOWN = "unknown"


class Availability(Worded):
    """What an athlete may do; time loss is derived from its dated changes."""

    FULL = "full"
    LIMITED = "limited"
    OUT = "out"

    @property
    def symbol(self) -> str:
        """A shape that tells the availability without colour."""
        return {"full": "●", "limited": "◐", "out": "○"}[self.value]


class Relation(Worded):
    """How an incident relates to earlier ones of the same athlete (IOC 2020)."""

    NEW = "new"
    LOCAL = "local"
    RE_INJURY = "re_injury"
    EXACERBATION = "exacerbation"
    UNKNOWN = "unknown"


class State(Worded):
    """Where a record stands."""

    DRAFT = "draft"
    FINAL = "final"
    AMENDED = "amended"
    ENTERED_IN_ERROR = "entered_in_error"


class Sex(Worded):
    """Sex as recorded on the roster."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    UNKNOWN = "unknown"


class DominantSide(Worded):
    """The side a person throws, writes or kicks with."""

    RIGHT = "right"
    LEFT = "left"
    BOTH = "both"
    UNKNOWN = "unknown"


class Told(Worded):
    """Who is told about an athlete."""

    GUARDIAN = "guardian"
    PHYSICIAN = "physician"
    ADMINISTRATOR = "administrator"
    EMS = "ems"
    OTHER = "other"


class Way(Worded):
    """How somebody is told."""

    PHONE = "phone"
    IN_PERSON = "in_person"
    MESSAGE = "message"
    VOICEMAIL = "voicemail"


class Reached(Worded):
    """What became of telling somebody."""

    REACHED = "reached"
    NOT_REACHED = "not_reached"
    LEFT_MESSAGE = "left_message"
    GIVEN_UP = "given_up"


class ClearanceScope(Worded):
    """What a clinician has cleared an athlete for."""

    FULL = "full"
    LIMITED = "limited"


class TimeLossMode(Worded):
    """How days lost are counted (IOC 2020)."""

    CONTINUOUS = "continuous"
    INTERMITTENT = "intermittent"


class Purpose(Worded):
    """Why a record leaves this laptop."""

    TREATMENT = "treatment"
    CONSENT = "consent"
    EMERGENCY = "emergency"
    AGGREGATE = "aggregate"


class LinkType(Worded):
    """How one condition is linked to another; `inverse` is the same link walked from its other end."""

    PREVIOUS = "previous"
    NEXT = "next"
    MIMIC = "mimic"
    CAUSE_OF = "cause_of"
    CAUSED_BY = "caused_by"
    COMPLICATION_OF = "complication_of"
    HAS_COMPLICATION = "has_complication"
    SERIOUS_ASSOCIATED = "serious_associated"
    ASSOCIATED_WITH = "associated_with"
    SHARES_MECHANISM = "shares_mechanism"
    SAME_JOINT = "same_joint"
    TREATED_LIKE = "treated_like"
    SEE_ALSO = "see_also"

    @property
    def inverse(self) -> LinkType:
        """The type of this link seen from the condition it leads to."""
        return _INVERSES.get(self, self)


_PAIRS = (
    (LinkType.PREVIOUS, LinkType.NEXT),
    (LinkType.CAUSE_OF, LinkType.CAUSED_BY),
    (LinkType.COMPLICATION_OF, LinkType.HAS_COMPLICATION),
    (LinkType.SERIOUS_ASSOCIATED, LinkType.ASSOCIATED_WITH),
)
_INVERSES = dict(_PAIRS) | {b: a for a, b in _PAIRS}


class Since(Worded):
    """From which moment the hours of a protocol's stage are counted."""

    BEGUN = "begun"
    COMPLETED = "completed"


class ReferralState(Worded):
    """Where a referral stands."""

    RECOMMENDED = "recommended"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    SEEN = "seen"
    CLOSED = "closed"
    DECLINED = "declined"


NONE_KNOWN = "none_known"
NONE_KNOWN_OF = {"allergy": "no_allergy_known", "medication": "no_medication_known"}
"""By kind of alert with text of its own: the alert that says somebody asked and there is none."""

# Plain alerts of a roster; `allergy:…` and `medication:…` carry text of their own beside these.
ALERTS = (
    "sickle_trait",
    "asthma",
    "diabetes",
    "seizure",
    "heart",
    "prior_heat_stroke",
    "single_paired_organ",
    "anaphylaxis",
    NONE_KNOWN,
    *NONE_KNOWN_OF.values(),
)

# A value that two vocabularies share has the same words in both.
_WORDS: dict[StrEnum, str] = {
    Tier.EMS_NOW: "Activate EMS now",
    Tier.SAME_DAY: "Physician or emergency department today",
    Tier.H24_72: "Physician in 24 to 72 hours",
    Tier.ROUTINE: "Routine follow-up",
    Hold.TODAY: "no return today",
    Hold.UNTIL_CLEARED: "no return until a named clinician clears",
    Region.THORACIC_SPINE: "thoracic spine",
    Region.LUMBOSACRAL: "low back",
    Region.HIP_GROIN: "hip or groin",
    Side.BILATERAL: "both sides",
    Side.NOT_APPLICABLE: "not applicable",
    Tissue.BRAIN_SPINAL_CORD: "brain or spinal cord",
    Tissue.SYNOVITIS_CAPSULITIS: "synovitis or capsulitis",
    Tissue.CONTUSION_SUPERFICIAL: "superficial contusion",
    ModeOfOnset.ACUTE_SUDDEN: "acute, sudden",
    ModeOfOnset.REPETITIVE_SUDDEN: "repetitive, sudden onset",
    ModeOfOnset.REPETITIVE_GRADUAL: "repetitive, gradual onset",
    Contact.NONE: "no contact",
    Contact.INDIRECT_ATHLETE: "indirect, by another athlete",
    Contact.INDIRECT_OBJECT: "indirect, by an object",
    Contact.DIRECT_ATHLETE: "direct, with another athlete",
    Contact.DIRECT_OBJECT: "direct, with an object",
    SessionKind.STRENGTH_CONDITIONING: "strength and conditioning",
    SessionKind.WARM_UP: "warm-up",
    Participation.ABSENT_HEALTH: "absent, health",
    Participation.ABSENT_OTHER: "absent, other reason",
    Participation.DID_NOT_PLAY: "did not play",
    TreatmentKind.CURRENT_INJURY: "care of a current injury",
    Service.TAPING_BRACING: "taping or bracing",
    Service.MANUAL: "manual therapy",
    Service.EXERCISE: "therapeutic exercise",
    Service.RETURN_TO_PLAY_TEST: "return-to-play test",
    Removed.IMMEDIATELY: "at once",
    Removed.NOT_REMOVED: "not removed",
    Told.EMS: "EMS",
    Reached.LEFT_MESSAGE: "message left",
    Reached.GIVEN_UP: "no longer tried",
    Relation.RE_INJURY: "re-injury",
    Relation.LOCAL: "local (same site, other tissue)",
    LinkType.PREVIOUS: "previous page",
    LinkType.NEXT: "next page",
    LinkType.MIMIC: "can look like",
    LinkType.CAUSE_OF: "can cause",
    LinkType.CAUSED_BY: "can be caused by",
    LinkType.HAS_COMPLICATION: "can lead to",
    LinkType.SERIOUS_ASSOCIATED: "serious condition that can come with it",
    LinkType.ASSOCIATED_WITH: "can come with",
    LinkType.SHARES_MECHANISM: "same mechanism",
    LinkType.TREATED_LIKE: "treated alike",
}

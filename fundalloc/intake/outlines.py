"""What a scenario, a call, an agreement, a financing plan or a follow-up is made of: what it says of itself, its tables, and its lists."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from fundalloc.domain.agreements import (
    AgreementObjective,
    AgreementTerms,
    Amendment,
    Milestone,
    PlannedInstalment,
    ReportDue,
    Schedule,
    SpecialMandate,
    TechnicalSupport,
)
from fundalloc.domain.base import FiscalYear, Noun
from fundalloc.domain.bodies import Body
from fundalloc.domain.calls import (
    Application,
    Attachment,
    CallTerms,
    Criterion,
    Designation,
    Evaluator,
    Institution,
    Interest,
    Prerequisite,
    RequiredAttachment,
    RequiredSignature,
    Score,
    Signature,
    Step,
    Stream,
)
from fundalloc.domain.financing import FinancingTerms, FundingShare, FundingSource, PartnerConstraint, ProjectDocument, Use
from fundalloc.domain.goals import Goal
from fundalloc.domain.grounds import Initiative, Priority, PrioritySet, ProjectField
from fundalloc.domain.indicators import ProgressIndicator
from fundalloc.domain.partners import PartnerRole
from fundalloc.domain.plan import BoardArea, PlanItem, PlanStep, ProgrammeLevel, ProvincialTarget, RegionalShare
from fundalloc.domain.progress import Achievement, Appraisal, FamilyChange, Measure, Phase, ProgressTerms, Remark
from fundalloc.domain.rules import Rule
from fundalloc.domain.scenario import Envelope, Instalment, PastAward, Rate, Recipient, Request, ScenarioHead

TABLES: Final[Mapping[str, Any]] = {
    "recipients": Recipient,
    "plan": PlanItem,
    "requests": Request,
    "history": PastAward,
    "rates": Rate,
    "indicators": ProgressIndicator,
}
"""What a folder keeps in CSV files, one row each."""
LISTS: Final[Mapping[str, Any]] = {
    "fiscal_years": FiscalYear,
    "envelopes": Envelope,
    "targets": ProvincialTarget,
    "priority_sets": PrioritySet,
    "priorities": Priority,
    "areas": BoardArea,
    "programme_levels": ProgrammeLevel,
    "plan_steps": PlanStep,
    "regional_shares": RegionalShare,
    "project_fields": ProjectField,
    "initiatives": Initiative,
    "rules": Rule,
    "goals": Goal,
    "instalments": Instalment,
}
"""What a folder keeps in its TOML file, one section each; a workbook gives each of them a sheet."""
SELDOM: Final = ("priority_sets", "priorities", "areas", "programme_levels", "regional_shares", "project_fields", "initiatives")
"""Lists that few scenarios need: a workbook hides their sheets as long as they hold nothing."""
OPTIONAL: Final = frozenset({"targets", "plan", "plan_steps", "history", "rates", "rules", "instalments", "indicators", *SELDOM})
"""Tables a scenario may do without."""
WITHOUT_NAMES: Final = frozenset({"history", "rates", "goals", "regional_shares", "initiatives"})
"""Tables and lists without ids."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """
    What one kind of thing people describe in files is made of: what it says of itself, its tables, and its lists.

    A folder keeps the head and the lists in its TOML file and each table in a CSV file; a workbook gives each of them a sheet, the head
    under the name of ``settings``. A table has one noun, whatever outline it stands in.
    """

    name: str
    settings: str
    head: type[Noun]
    tables: Mapping[str, Any]
    lists: Mapping[str, Any]
    optional: frozenset[str]
    without_names: frozenset[str] = frozenset()
    order: tuple[str, ...] = ()
    seldom: tuple[str, ...] = ()

    @property
    def document(self) -> str:
        """The name of its TOML file."""
        return f"{self.name}.toml"

    @property
    def sheets(self) -> tuple[str, ...]:
        """Everything a workbook gives a sheet, in the order people fill them in."""
        return self.order or (self.settings, *self.lists, *self.tables)


SCENARIO: Final = Outline(
    name="scenario",
    settings="settings",
    head=ScenarioHead,
    tables=TABLES,
    lists=LISTS,
    optional=OPTIONAL,
    without_names=WITHOUT_NAMES,
    order=(
        "settings",
        *("fiscal_years", "envelopes", "recipients", "targets", "plan", "plan_steps", "indicators", "requests", "history", "rates"),
        *("rules", "goals", "instalments"),
        *SELDOM,
    ),
    seldom=SELDOM,
)
CALL: Final = Outline(
    name="call",
    settings="call_settings",
    head=CallTerms,
    tables={
        "institutions": Institution,
        "applications": Application,
        "signatures": Signature,
        "attachments": Attachment,
        "scores": Score,
        "interests": Interest,
        "designations": Designation,
    },
    lists={
        "streams": Stream,
        "steps": Step,
        "criteria": Criterion,
        "required_prerequisites": Prerequisite,
        "required_signatures": RequiredSignature,
        "required_attachments": RequiredAttachment,
        "evaluators": Evaluator,
    },
    optional=frozenset(
        {
            *("signatures", "attachments", "scores", "interests", "designations"),
            *("criteria", "required_prerequisites", "required_signatures", "required_attachments", "evaluators"),
        }
    ),
    without_names=frozenset({"signatures", "scores", "interests", "designations"}),
)
AGREEMENT: Final = Outline(
    name="agreement",
    settings="agreement_settings",
    head=AgreementTerms,
    tables={"payment_plan": PlannedInstalment, "indicators": ProgressIndicator, "partners": PartnerRole},
    lists={
        "fiscal_years": FiscalYear,
        "streams": Stream,
        "schedules": Schedule,
        "agreement_objectives": AgreementObjective,
        "milestones": Milestone,
        "amendments": Amendment,
        "mandates": SpecialMandate,
        "reports_due": ReportDue,
        "technical_support": TechnicalSupport,
    },
    optional=frozenset({"streams", "schedules", "partners", "milestones", "amendments", "mandates", "reports_due", "technical_support"}),
)
FINANCING: Final = Outline(
    name="financing",
    settings="financing_settings",
    head=FinancingTerms,
    tables={"partners": PartnerRole, "sources": FundingSource, "uses": Use, "shares": FundingShare},
    lists={"committees": Body, "documents": ProjectDocument, "constraints": PartnerConstraint},
    optional=frozenset({"committees", "documents", "constraints"}),
    without_names=frozenset({"shares"}),
)
PROGRESS: Final = Outline(
    name="progress",
    settings="progress_settings",
    head=ProgressTerms,
    tables={
        "indicators": ProgressIndicator,
        "measures": Measure,
        "remarks": Remark,
        "achievements": Achievement,
        "appraisals": Appraisal,
    },
    lists={"family_changes": FamilyChange, "phases": Phase},
    optional=frozenset({"indicators", "measures", "remarks", "achievements", "appraisals", "family_changes", "phases"}),
    without_names=frozenset({"measures", "remarks", "achievements", "appraisals", "family_changes"}),
)
OUTLINES: Final = (SCENARIO, CALL, AGREEMENT, FINANCING, PROGRESS)

NOUNS: Final[Mapping[str, Any]] = {
    name: noun for outline in OUTLINES for name, noun in ({outline.settings: outline.head} | {**outline.tables, **outline.lists}).items()
}
"""The noun of every table, list and head."""

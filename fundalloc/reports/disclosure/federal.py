"""
The federal table of grants and contributions, as its template of December 2025 (version 3) names its columns.

One row for a grant, one more for each amendment: every row tells the whole amount again, never the change alone.
"""

import csv
import io
from collections.abc import Iterator
from datetime import date
from typing import Final

from fundalloc.domain.base import Label
from fundalloc.domain.disclosure import AgreementType, PartyType
from fundalloc.ledger.awards import AwardVersion
from fundalloc.money import decimal_digits
from fundalloc.reports.disclosure.grants import Disclosure, Grant
from fundalloc.reports.plain import FORMULA_STARTS

COLUMNS: Final = (
    "ref_number",
    "amendment_number",
    "amendment_date",
    "agreement_type",
    "recipient_type",
    "recipient_business_number",
    "recipient_legal_name",
    "recipient_operating_name",
    "research_organization_name",
    "recipient_country",
    "recipient_province",
    "recipient_city",
    "recipient_postal_code",
    "federal_riding_name_en",
    "federal_riding_name_fr",
    "federal_riding_number",
    "prog_name_en",
    "prog_name_fr",
    "prog_purpose_en",
    "prog_purpose_fr",
    "agreement_title_en",
    "agreement_title_fr",
    "agreement_number",
    "agreement_value",
    "foreign_currency_type",
    "foreign_currency_value",
    "agreement_start_date",
    "agreement_end_date",
    "coverage",
    "description_en",
    "description_fr",
    "naics_identifier",
    "expected_results_en",
    "expected_results_fr",
    "additional_information_en",
    "additional_information_fr",
)
AMOUNT: Final = "agreement_value"
AGREEMENT_CODES: Final = {AgreementType.GRANT: "G", AgreementType.CONTRIBUTION: "C", AgreementType.OTHER_TRANSFER: "O"}
PARTY_CODES: Final = {
    PartyType.FOR_PROFIT: "F",
    PartyType.NOT_FOR_PROFIT: "N",
    PartyType.ACADEMIA: "S",
    PartyType.INDIGENOUS: "A",
    PartyType.GOVERNMENT: "G",
    PartyType.INTERNATIONAL: "I",
    PartyType.INDIVIDUAL: "P",
    PartyType.OTHER: "O",
}
FIRST_MONTH: Final = 4
MONTHS_IN_QUARTER: Final = 3


def federal_csv(disclosure: Disclosure) -> str:
    """Return the table as a comma-separated file."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows(disclosure))
    return out.getvalue()


def rows(disclosure: Disclosure) -> Iterator[dict[str, str]]:
    """Go through the rows, grant by grant, each followed by its amendments."""
    for grant in disclosure.grants:
        same = _of_grant(disclosure, grant) | _of_programme(disclosure)
        for version in grant.award.versions:
            row = same | _of_version(version)
            yield {name: text if name == AMOUNT else _harmless(text) for name, text in row.items()}


def _harmless(text: str) -> str:
    """Keep a text from being taken for a formula by whoever opens the table in a spreadsheet."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _of_version(version: AwardVersion) -> dict[str, str]:
    amended = version.number > 0
    return {
        "amendment_number": str(version.number),
        "amendment_date": version.effective_on.isoformat() if amended else "",
        AMOUNT: decimal_digits(version.total_cents),
        "additional_information_en": version.reason if amended else "",
        "additional_information_fr": version.reason if amended else "",
    }


def _of_grant(disclosure: Disclosure, grant: Grant) -> dict[str, str]:
    party = grant.party
    return {
        "ref_number": reference_number(disclosure.publication.publisher.department_number, grant),
        "recipient_type": PARTY_CODES[party.party_type],
        "recipient_business_number": party.business_number,
        "recipient_legal_name": _both(party.legal_name),
        "recipient_operating_name": party.operating_name,
        "recipient_country": party.country,
        "recipient_province": party.province,
        "recipient_city": _both(party.city),
        "recipient_postal_code": party.postal_code,
    }


def _of_programme(disclosure: Disclosure) -> dict[str, str]:
    said, agreement = disclosure.publication, disclosure.fund.agreement
    texts = {
        "prog_name": said.programme,
        "prog_purpose": said.purpose,
        "agreement_title": said.agreement_title,
        "description": said.description,
        "expected_results": said.expected_results,
    }
    return {
        "agreement_type": AGREEMENT_CODES[said.agreement_type],
        "agreement_number": agreement.number if agreement else "",
        "agreement_start_date": disclosure.starts_on.isoformat(),
        "agreement_end_date": disclosure.ends_on.isoformat(),
        **{f"{name}_en": text.in_language("en") for name, text in texts.items()},
        **{f"{name}_fr": text.in_language("fr") for name, text in texts.items()},
    }


def reference_number(department: str, grant: Grant) -> str:
    """Return a grant's number: the department, the federal year and quarter of the award, and its place among the publisher's."""
    year, quarter = federal_quarter(grant.award.versions[0].effective_on)
    return f"{department}-{year}-{year + 1}-Q{quarter}-{grant.number:05d}"


def federal_quarter(day: date) -> tuple[int, int]:
    """
    Return the federal fiscal year (by the year it begins in) and the quarter of a day.

    >>> federal_quarter(date(2024, 10, 23)), federal_quarter(date(2025, 3, 31)), federal_quarter(date(2025, 4, 1))
    ((2024, 3), (2024, 4), (2025, 1))
    """
    year = day.year if day.month >= FIRST_MONTH else day.year - 1
    return year, (day.month - FIRST_MONTH) % 12 // MONTHS_IN_QUARTER + 1


def _both(label: Label) -> str:
    """Write a name as the table asks: in English, then in French, where there are both."""
    return f"{label.en}|{label.fr}" if label.en and label.en != label.fr else label.fr

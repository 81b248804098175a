"""
Grants as 360Giving open data (version 1.4 of the standard): whole amounts awarded, each version as a transaction, and what was paid.

JSON has decimal numbers and Python only approximate ones: amounts are put in place as the digits they are.
"""

import json
import re
from typing import Any, Final, TypeAlias

from fundalloc.ledger.awards import AwardVersion
from fundalloc.lexicon import Language
from fundalloc.money import Cents, decimal_digits
from fundalloc.reports.disclosure.grants import Disclosure, Grant

VERSION: Final = "1.4"
NUMBER: Final = "\u0000"
"""What marks a text as the digits of a number; no text that a person writes holds it."""

Told: TypeAlias = dict[str, Any]  # what JSON holds

_DIGITS = re.compile(r'"\\u0000(-?\d+\.\d\d)"')


def giving_json(disclosure: Disclosure, language: Language) -> str:
    """Return the package of grants; its texts are in one language, and its bytes are always the same."""
    publisher = disclosure.publication.publisher
    told = {
        "version": VERSION,
        "title": disclosure.publication.programme.in_language(language),
        "identifier": f"{publisher.id}-{disclosure.fund.id}",
        "issued": disclosure.as_of.isoformat(),
        "publisher": {"identifier": publisher.id, "name": publisher.name.in_language(language)},
        "grants": [_grant(disclosure, grant, language) for grant in disclosure.grants],
    }
    return _DIGITS.sub(r"\1", json.dumps(told, ensure_ascii=False, indent=1)) + "\n"


def _grant(disclosure: Disclosure, grant: Grant, language: Language) -> Told:
    said, versions = disclosure.publication, grant.award.versions
    return {
        "id": f"{said.publisher.id}-{disclosure.fund.id}-{grant.party.id}",
        "title": said.agreement_title.in_language(language),
        "description": said.description.in_language(language),
        "currency": disclosure.fund.currency,
        "amountAwarded": _amount(versions[-1].total_cents),
        "amountDisbursed": _amount(grant.award.paid_cents),
        "awardDate": versions[0].effective_on.isoformat(),
        "plannedDates": [{"startDate": disclosure.starts_on.isoformat(), "endDate": disclosure.ends_on.isoformat()}],
        "recipientOrganization": [_party(grant, language)],
        "fundingOrganization": [{"id": said.publisher.id, "name": said.publisher.name.in_language(language)}],
        "grantProgramme": [
            {"title": said.programme.in_language(language), "description": said.purpose.in_language(language)},
        ],
        "commitmentTransaction": [_version(disclosure, grant, version) for version in versions],
    }


def _party(grant: Grant, language: Language) -> Told:
    party = grant.party
    told = {
        "id": party.identifier,
        "name": party.legal_name.in_language(language),
        "alternateName": party.operating_name,
        "companyNumber": party.business_number,
        "addressLocality": party.city.in_language(language),
        "addressRegion": party.province,
        "addressCountry": party.country,
        "postalCode": party.postal_code,
    }
    return {name: text for name, text in told.items() if text}


def _version(disclosure: Disclosure, grant: Grant, version: AwardVersion) -> Told:
    return {
        "id": f"{disclosure.fund.id}-{grant.party.id}-{version.number}",
        "transactionDate": version.effective_on.isoformat(),
        "currency": disclosure.fund.currency,
        "value": _amount(version.change_cents),
        "description": version.reason,
    }


def _amount(cents: Cents) -> str:
    return NUMBER + decimal_digits(cents)

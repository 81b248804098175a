"""In which years a rule's text is in force, and what the rule still speaks of there."""

from collections.abc import Iterable, Mapping

from fundalloc.domain.base import FiscalYear, Id, Source
from fundalloc.domain.rules import Attribute, Cap, CarryForward, Earmark, Excludes, Fixed, Floor, Ratio, Rule, Selector, ShareOf


def years_in_force(source: Source, years: Iterable[FiscalYear]) -> tuple[Id, ...]:
    """Return the years of which a text is in force on some day."""
    begins, ends = source.in_force_from, source.in_force_to
    return tuple(year.id for year in years if (begins is None or year.ends_on >= begins) and (ends is None or year.starts_on <= ends))


def in_its_years(rule: Rule, years: tuple[FiscalYear, ...], year_of: Mapping[Id, Id]) -> Rule | None:
    """
    Return a rule that speaks only of the years its text is in force in, or None where it is in force in none.

    ``year_of`` gives each envelope's year: what keeps or carries money of an envelope is in force in that one. What a share is taken of,
    or what a sum is held against, is of the same years; what a request needs may be of any.
    """
    told = years_in_force(rule.source, years)
    if len(told) == len(years):
        return rule
    if isinstance(rule, Earmark | CarryForward):
        return rule if year_of.get(rule.envelope) in told else None
    if not told:
        return None
    selectors = {"where": _narrowed(rule.where, told)}
    match rule:
        case Cap() | Floor() | Fixed() if rule.of is ShareOf.GRANTED or rule.within:
            selectors["within"] = _narrowed(rule.within, told)
        case Ratio():
            selectors["against"] = _narrowed(rule.against, told)
        case Excludes():
            selectors["others"] = _narrowed(rule.others, told)
        case _:
            pass
    return rule.model_copy(update=selectors)


def _narrowed(where: Selector, years: tuple[Id, ...]) -> Selector:
    wanted = where.get(Attribute.FISCAL_YEAR, years)
    return {**where, Attribute.FISCAL_YEAR: tuple(year for year in years if year in wanted)}

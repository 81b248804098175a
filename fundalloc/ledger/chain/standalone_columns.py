"""
What the columns of each table are, so that an amount cannot be told under another's name.

A seal covers values in their order, not the names they are read by; those are the same in every layout, earlier ones having fewer. Part of
the programs that check books with nothing but Python (``standalone``).
"""

from collections.abc import Iterator

from fundalloc.ledger.chain.standalone_seals import Layouts

COLUMNS = {
    "fact": "name value",
    "posting": "book account amount_cents effective_on fiscal_year envelope recipient plan_item nature commitment",
    "budget_line": "request recipient plan_item axis envelope fiscal_year purpose requested_cents amount_cents",
    "plan_line": "plan_item level parent axis label_fr label_en board natures natures_list",
    "claim_line": "claim reference recipient plan_item nature fiscal_year incurred_on supplier invoice_number description amount_cents "
    "tax_note justification commitment school conditions sharing_key",
    "attachment": "claim claim_line recipient sha256 size_bytes media_type file_name access",
    "statement_line": "statement number reference booked_on amount_cents description party bank_reference",
    "matched": "statement number movement_seq",
    "link": "relation linked_seq amount_cents",
    "grant_record": "grant state certainty amount_cents amount_max_cents funder agreement",
    "waiver": "waiver subject rule fiscal_year recipient plan_item amount_cents authority granted_on",
    "supplier": "supplier name payee language note",
    "commitment": "commitment fiscal_year recipient plan_item nature supplier description conditions amount_cents",
    "tax": "claim claim_line recipient entity province activity incurred_on price_cents federal_tax_cents provincial_tax_cents "
    "federal_rebate_cents provincial_rebate_cents actual_cents",
    "unit_move": "item act lot quantity unit_cents fiscal_year recipient plan_item school",
    "filed_document": "document subject title sha256 size_bytes media_type file_name recipient access",
    "closed_balance": "book account fiscal_year envelope recipient plan_item nature commitment amount_cents",
    "staff_cost": "claim claim_line staff salary_cents benefits_cents",
    "claim_credit": "claim claim_line of_claim of_line amount_cents",
    "cost_object": "claim claim_line commitment cost_object",
}


def misnamed(layouts: Layouts) -> Iterator[str]:
    """Tell the tables whose columns are not named as those of the books are."""
    for layout, tables in layouts.items():
        for table, names in tables.items():
            if names != COLUMNS.get(table, "").split()[: len(names)]:
                yield f"{layout}, {table}: columns misnamed / colonnes mal nommées"

"""
A ministry's form as ministries draw them, for the stories about filling one; it is fictitious, and so is its next edition.

    python -m tests.official_form        writes the two editions and the mapping beside the sample ledger
"""

from io import BytesIO
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from tests.bookkeeping import png

FOLDER: Final = Path(__file__).parent.parent / "ledgers" / "destination-reussite-est-2024-2025" / "form"
OLD, NEW, MAPPING = "formulaire-fictif-2024.xlsx", "formulaire-fictif-2025.xlsx", "correspondance.csv"
AXES: Final = ("1", "2", "3", "4", "5")
COLUMNS: Final = ("Budget révisé", "Dépenses réelles", "Engagements", "Prévision d’ici la fin")
MEASURES: Final = ("revised", "incurred", "committed", "forecast")
FIRST_ROW: Final = 14
LETTERS: Final = "CDEF"


def drawn(*, edition: int = 2024) -> bytes:
    """Draw an edition of the form: words, merged headings, drop-downs, formulas, names, a picture, a note, a protected sheet."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"title": f"Formulaire fictif {edition}", "author": "Ministère fictif"})
    sheet, lists = book.add_worksheet("Rapport d’étape"), book.add_worksheet("Listes")
    lists.write_column("A1", ["Oui", "Non"])
    lists.hide()
    row = FIRST_ROW + (1 if edition > 2024 else 0)
    _identification(book, sheet, edition)
    _amounts(book, sheet, row, edition)
    _declaration(book, sheet, row + 8)
    book.define_name("total_depense", f"='Rapport d’étape'!$D${row + 6}")
    sheet.protect()
    sheet.set_landscape()
    sheet.set_paper(1)
    sheet.fit_to_pages(1, 1)
    sheet.print_area(f"A1:G{row + 14}")
    book.close()
    return buffer.getvalue()


def _identification(book: Any, sheet: Any, edition: int) -> None:  # noqa: ANN401 - the library carries no types
    sheet.set_column("A:A", 4)
    sheet.set_column("B:B", 44)
    sheet.set_column("C:G", 18)
    sheet.insert_image(
        "F1", "armoiries.png", {"image_data": BytesIO(png(7)), "x_scale": 40, "y_scale": 40, "description": "Armoiries fictives"}
    )
    sheet.write("B1", "Ministère fictif de l’Exemple", book.add_format({"bold": True, "font_size": 16, "font_color": "#7A1F3D"}))
    sheet.write("B2", f"Rapport financier d’étape – formulaire {edition}", book.add_format({"italic": True}))
    sheet.write("B3", "Formulaire inventé pour l’exemple : ni ce ministère ni ces montants n’existent.")
    label, box = book.add_format({"bold": True}), book.add_format({"bg_color": "#FFF6DA", "border": 1, "locked": False})
    for number, text in enumerate(("Nom du fonds", "Organisme banquier", "Situation au", "Empreinte du dernier sceau")):
        sheet.write(4 + number, 1, text, label)
        sheet.merge_range(4 + number, 2, 4 + number, 5, "", box)
    sheet.write("B10", "Le rapport est-il final ?", label)
    sheet.write_blank("C10", None, box)
    sheet.data_validation("C10", {"validate": "list", "source": "=Listes!$A$1:$A$2"})
    sheet.write_comment("B10", "Choisissez dans la liste.")


def _amounts(book: Any, sheet: Any, first: int, edition: int) -> None:  # noqa: ANN401 - the library carries no types
    head = book.add_format(
        {"bold": True, "bg_color": "#7A1F3D", "font_color": "#FFFFFF", "text_wrap": True, "valign": "vcenter", "border": 1}
    )
    money = book.add_format({"num_format": '#,##0.00 "$"', "bg_color": "#FFF6DA", "border": 1, "locked": False})
    sums = book.add_format({"num_format": '#,##0.00 "$"', "bold": True, "border": 1, "bg_color": "#EFE3E7"})
    sheet.merge_range(first - 3, 1, first - 3, 6, "Section 2 – Dépenses par axe du plan", book.add_format({"bold": True, "font_size": 13}))
    columns = ("Budget révisé", "Dépenses admissibles réelles", *COLUMNS[2:]) if edition > 2024 else COLUMNS
    sheet.write_row(first - 2, 1, ("Axe", *columns, "Écart"), head)
    sheet.set_row(first - 2, 32)
    for number, axis in enumerate(AXES):
        row = first + number
        sheet.write(row - 1, 1, f"Axe {axis}", book.add_format({"border": 1}))
        for column in range(2, 6):
            sheet.write_blank(row - 1, column, None, money)
        sheet.write_formula(row - 1, 6, f"=C{row}-SUM(D{row}:F{row})", sums, 0)
    last = first + len(AXES)
    sheet.write(last - 1, 1, "Total", book.add_format({"bold": True, "border": 1}))
    for column, letter in enumerate("CDEFG", start=2):
        sheet.write_formula(last - 1, column, f"=SUM({letter}{first}:{letter}{last - 1})", sums, 0)
    sheet.data_validation(first - 1, 2, last - 2, 5, {"validate": "decimal", "criteria": ">=", "value": 0})
    sheet.conditional_format(
        first - 1, 6, last - 1, 6, {"type": "cell", "criteria": "<", "value": 0, "format": book.add_format({"font_color": "#B00020"})}
    )


def _declaration(book: Any, sheet: Any, row: int) -> None:  # noqa: ANN401 - the library carries no types
    sheet.write(row - 1, 1, "Intérêts gagnés", book.add_format({"bold": True}))
    sheet.write_blank(row - 1, 2, None, book.add_format({"num_format": '#,##0.00 "$"', "bg_color": "#FFF6DA", "locked": False}))
    sheet.write(row, 1, "Versements reçus", book.add_format({"bold": True}))  # its cell to fill is left out of the file, as forms do
    sheet.write(row + 2, 1, "Signature de la personne autorisée", book.add_format({"top": 1}))


def mapping(axes: tuple[str, ...] = AXES) -> str:
    """Write the mapping of the first edition."""
    facts = {"Nom du fonds": "fund", "Organisme banquier": "banker", "Situation au": "as-of", "Empreinte du dernier sceau": "head"}
    lines = ["Feuille;Cellule;Libellé à gauche;Titre au-dessus;Donnée du rapport"]
    lines += [f"Rapport d’étape;C{row};{label};;facts/{fact}" for row, (label, fact) in enumerate(facts.items(), start=5)]
    lines += [
        f"Rapport d’étape;{letter}{FIRST_ROW + AXES.index(axis)};Axe {axis};{heading};by-axis/{axis}/{measure}"
        for axis in axes
        for letter, heading, measure in zip(LETTERS, COLUMNS, MEASURES, strict=True)
    ]
    lines += ["Rapport d’étape;C22;Intérêts gagnés;;money/2/amount", "Rapport d’étape;C23;Versements reçus;;money/1/amount"]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / OLD).write_bytes(drawn())
    (FOLDER / NEW).write_bytes(drawn(edition=2025))
    (FOLDER / MAPPING).write_text(mapping(), encoding="utf-8")

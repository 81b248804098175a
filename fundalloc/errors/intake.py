"""Refusals about files people give: what cannot be opened, read, named, or held together."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from fundalloc.errors.base import Advice, Refusal, ToExplain


@dataclass(kw_only=True, eq=False)
class FileMissing(Refusal):
    """There is no such file."""

    code: ClassVar[str] = "fichier-introuvable"
    path: str


@dataclass(kw_only=True, eq=False)
class FolderMissing(Refusal):
    """There is no such folder."""

    code: ClassVar[str] = "dossier-introuvable"
    path: str


@dataclass(kw_only=True, eq=False)
class FileExpected(Refusal):
    """A folder stands where a file is expected."""

    code: ClassVar[str] = "fichier-attendu"
    path: str


@dataclass(kw_only=True, eq=False)
class FileClosed(Refusal):
    """The system does not let us read the file: rights, a broken disk, a lost network."""

    code: ClassVar[str] = "fichier-inaccessible"
    path: str


@dataclass(kw_only=True, eq=False)
class FileTooLarge(Refusal):
    """The file is larger than this software agrees to read whole."""

    code: ClassVar[str] = "fichier-trop-gros"
    megabytes: int
    megabytes_max: int


@dataclass(kw_only=True, eq=False)
class FileEmpty(Refusal):
    """The file holds nothing, or only blank lines."""

    code: ClassVar[str] = "fichier-vide"


@dataclass(kw_only=True, eq=False)
class FileNotText(Refusal):
    """The file is a workbook, a PDF, an image or something else, under a text file's name."""

    code: ClassVar[str] = "fichier-non-textuel"


@dataclass(kw_only=True, eq=False)
class EncodingUnknown(Refusal):
    """The bytes are neither UTF-8 nor Windows-1252 text."""

    code: ClassVar[str] = "encodage-inconnu"


@dataclass(kw_only=True, eq=False)
class CharacterForbidden(Refusal):
    """A control character nobody can see or type; ``number`` is its Unicode number in hexadecimal."""

    code: ClassVar[str] = "caractere-interdit"
    number: str


@dataclass(kw_only=True, eq=False)
class QuoteUnclosed(Refusal):
    """Quotation marks of a table that do not pair: the rest of the file cannot be cut into cells."""

    code: ClassVar[str] = "guillemets-non-fermes"


@dataclass(kw_only=True, eq=False)
class CellTooLong(Refusal):
    """A cell longer than any text of ours; often the sign of a quotation mark never closed."""

    code: ClassVar[str] = "cellule-trop-longue"


@dataclass(kw_only=True, eq=False)
class ColumnUnknown(Refusal):
    """A column whose header we do not know; the nearest known headers are proposed."""

    code: ClassVar[str] = "colonne-inconnue"
    header: str
    suggestions: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class ColumnMissing(Refusal):
    """A column without which the table cannot be read."""

    code: ClassVar[str] = "colonne-manquante"
    header: str


@dataclass(kw_only=True, eq=False)
class ColumnTwice(Refusal):
    """Two columns under the same name, in one language or in two."""

    code: ClassVar[str] = "colonne-en-double"
    header: str
    first_header: str


@dataclass(kw_only=True, eq=False)
class CellWithoutColumn(Refusal):
    """A value stands beyond the last header, or under an empty one."""

    code: ClassVar[str] = "cellule-sans-colonne"
    text: str


@dataclass(kw_only=True, eq=False)
class ValueMissing(Refusal):
    """A value that must be given is not."""

    code: ClassVar[str] = "valeur-manquante"
    name: str


@dataclass(kw_only=True, eq=False)
class IntegerUnreadable(Refusal):
    """The text is not a whole number."""

    code: ClassVar[str] = "nombre-illisible"
    text: str


@dataclass(kw_only=True, eq=False)
class DateUnreadable(Refusal):
    """The text is not a day of the calendar written year-month-day, between 1901 and 2199."""

    code: ClassVar[str] = "date-illisible"
    text: str


@dataclass(kw_only=True, eq=False)
class YesNoUnreadable(Refusal):
    """The text is neither yes nor no."""

    code: ClassVar[str] = "oui-non-illisible"
    text: str


@dataclass(kw_only=True, eq=False)
class IdentifierUnreadable(Refusal):
    """The text cannot name a thing: longer than 120 characters, or spread over lines."""

    code: ClassVar[str] = "identifiant-illisible"
    text: str


@dataclass(kw_only=True, eq=False)
class MeasureUnreadable(Refusal):
    """The text is not a list of ``name=number``."""

    code: ClassVar[str] = "mesure-illisible"
    text: str


# Refusals about documents written in TOML.


@dataclass(kw_only=True, eq=False)
class DocumentBroken(Refusal):
    """The file does not follow TOML's writing."""

    code: ClassVar[str] = "toml-illisible"


@dataclass(kw_only=True, eq=False)
class FieldUnknown(Refusal):
    """A key we do not know; the nearest known keys are proposed."""

    code: ClassVar[str] = "cle-inconnue"
    name: str
    suggestions: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class AmountUnquoted(Refusal):
    """An amount or a share written as a TOML number: what was typed would already be lost."""

    code: ClassVar[str] = "montant-sans-guillemets"
    name: str
    text: str


@dataclass(kw_only=True, eq=False)
class KindMissing(Refusal):
    """A rule or a goal that does not say which kind it is."""

    code: ClassVar[str] = "genre-manquant"
    kinds: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class KindUnknown(Refusal):
    """A rule or a goal of a kind we do not know."""

    code: ClassVar[str] = "genre-inconnu"
    text: str
    kinds: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class ChoiceUnknown(Refusal):
    """A word outside the closed list of a key."""

    code: ClassVar[str] = "choix-inconnu"
    name: str
    text: str
    choices: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class ValueOutOfRange(Refusal):
    """A number below or above what a key admits; ``limit`` is a sign and a number."""

    code: ClassVar[str] = "valeur-hors-bornes"
    name: str
    text: str
    limit: str


@dataclass(kw_only=True, eq=False)
class TextExpected(Refusal):
    """Something else than a text."""

    code: ClassVar[str] = "texte-attendu"
    name: str
    text: str


@dataclass(kw_only=True, eq=False)
class NumberExpected(Refusal):
    """Something else than a whole number."""

    code: ClassVar[str] = "nombre-attendu"
    name: str
    text: str


@dataclass(kw_only=True, eq=False)
class YesNoExpected(Refusal):
    """Something else than true or false."""

    code: ClassVar[str] = "vrai-faux-attendu"
    name: str
    text: str


@dataclass(kw_only=True, eq=False)
class ListExpected(Refusal):
    """Something else than a list."""

    code: ClassVar[str] = "liste-attendue"
    name: str
    text: str


@dataclass(kw_only=True, eq=False)
class TableExpected(Refusal):
    """Something else than a table of keys and values."""

    code: ClassVar[str] = "sous-cles-attendues"
    name: str
    text: str


@dataclass(kw_only=True, eq=False)
class ValueRefused(Refusal):
    """A value that cannot be used, for a reason without a name of its own."""

    code: ClassVar[str] = "valeur-inutilisable"
    name: str
    text: str


@dataclass(kw_only=True, eq=False)
class RuleWithoutBound(Refusal):
    """A cap or a floor that says neither an amount nor a share, or says both."""

    code: ClassVar[str] = "regle-sans-borne"


@dataclass(kw_only=True, eq=False)
class ShareWithoutTotal(Refusal):
    """A share that does not say what it is a share of, or the reverse."""

    code: ClassVar[str] = "part-sans-total"


@dataclass(kw_only=True, eq=False)
class TableListExpected(Refusal):
    """A list of things with keys, written another way than under repeated ``[[name]]`` headings."""

    code: ClassVar[str] = "liste-de-sections-attendue"
    name: str


# Refusals about a scenario's folder, and about what its files disagree on.


@dataclass(kw_only=True, eq=False)
class FolderClosed(Refusal):
    """The system does not let us read the folder."""

    code: ClassVar[str] = "dossier-inaccessible"
    path: str


@dataclass(kw_only=True, eq=False)
class FileUnexpected(Refusal):
    """A table or a document that nobody would read."""

    code: ClassVar[str] = "fichier-inattendu"
    suggestions: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class NothingGiven(Refusal):
    """A scenario without a year, an envelope, a goal, a recipient or a request."""

    code: ClassVar[str] = "liste-vide"
    table: str


@dataclass(kw_only=True, eq=False)
class IdTwice(Refusal):
    """The same id names two things."""

    code: ClassVar[str] = "identifiant-en-double"
    id: str
    first_line: int | None


@dataclass(kw_only=True, eq=False)
class RateTwice(Refusal):
    """Two rates for the same recipient and programme."""

    code: ClassVar[str] = "taux-en-double"
    recipient: str
    programme: str
    first_line: int | None


@dataclass(kw_only=True, eq=False)
class RecipientUnknown(Refusal):
    """A recipient that the table of recipients does not name."""

    code: ClassVar[str] = "beneficiaire-inconnu"
    id: str
    suggestions: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class PlanItemUnknown(Refusal):
    """A code that the plan does not hold."""

    code: ClassVar[str] = "code-de-plan-inconnu"
    id: str
    suggestions: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class EnvelopeUnknown(Refusal):
    """An envelope that the scenario does not name."""

    code: ClassVar[str] = "enveloppe-inconnue"
    id: str
    suggestions: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class FiscalYearUnknown(Refusal):
    """A fiscal year that the scenario does not name."""

    code: ClassVar[str] = "exercice-inconnu"
    id: str
    suggestions: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class RequestUnknown(Refusal):
    """A request that the table of requests does not name."""

    code: ClassVar[str] = "demande-inconnue"
    id: str
    suggestions: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class TargetUnknown(Refusal):
    """A provincial target that the scenario does not list."""

    code: ClassVar[str] = "cible-inconnue"
    id: str
    suggestions: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class SelectorValueUnknown(Refusal):
    """A rule speaks of a value that no request has: it would silently hold nothing."""

    code: ClassVar[str] = "valeur-sans-demande"
    id: str
    attribute: str
    suggestions: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class PlanCircle(Refusal):
    """Plan items that stand under one another in a circle."""

    code: ClassVar[str] = "plan-circulaire"
    codes: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class PlanOrphan(Refusal):
    """An objective or an activity that stands under nothing."""

    code: ClassVar[str] = "code-de-plan-orphelin"
    id: str


@dataclass(kw_only=True, eq=False)
class PlanLevelMisplaced(Refusal):
    """A plan item under another of the same level or of a smaller one."""

    code: ClassVar[str] = "niveau-de-plan-renverse"
    id: str
    parent: str


@dataclass(kw_only=True, eq=False)
class ActivityOfAnotherBoard(Refusal):
    """A request on an activity that the plan keeps for one board, from another (S4-04)."""

    code: ClassVar[str] = "activite-d-un-autre-conseil"
    plan_item: str
    board: str
    recipient: str


@dataclass(kw_only=True, eq=False)
class MinimumAboveRequest(Refusal):
    """A request whose minimum is more than what it asks."""

    code: ClassVar[str] = "minimum-au-dessus-de-la-demande"
    minimum_cents: int
    amount_cents: int


@dataclass(kw_only=True, eq=False)
class CountBackwards(Refusal):
    """A count without a bound, or whose least is more than its most."""

    code: ClassVar[str] = "nombre-mal-borne"


@dataclass(kw_only=True, eq=False)
class SourceBackwards(Refusal):
    """A text in force until a day before it begins."""

    code: ClassVar[str] = "periode-renversee"
    from_on: date
    to_on: date


@dataclass(kw_only=True, eq=False)
class FloorAboveEnvelope(Refusal):
    """A floor that promises more than the envelopes that may fund it hold."""

    code: ClassVar[str] = "plancher-au-dessus-de-l-enveloppe"
    group: str
    floor_cents: int
    available_cents: int


@dataclass(kw_only=True, eq=False)
class FloorAboveWhole(Refusal):
    """A floor of more than 100 %."""

    code: ClassVar[str] = "plancher-au-dessus-du-tout"
    share_basis_points: int


@dataclass(kw_only=True, eq=False)
class FiscalYearBackwards(Refusal):
    """A fiscal year that ends before it starts."""

    code: ClassVar[str] = "exercice-renverse"
    id: str


@dataclass(kw_only=True, eq=False)
class FiscalYearsOverlap(Refusal):
    """Two fiscal years that share a day."""

    code: ClassVar[str] = "exercices-superposes"
    id: str
    other: str


@dataclass(kw_only=True, eq=False)
class InstalmentsNotWhole(Refusal):
    """Instalments whose shares do not make the whole."""

    code: ClassVar[str] = "versements-incomplets"
    total_basis_points: int


@dataclass(kw_only=True, eq=False)
class SelectorUnreadable(Refusal):
    """A cell that should say which requests a rule speaks of, and does not."""

    code: ClassVar[str] = "choix-de-demandes-illisible"
    text: str
    choices: tuple[str, ...]


# --- Workbooks


@dataclass(kw_only=True, eq=False)
class WorkbookExpected(Refusal):
    """The file is not a workbook, whatever its name says."""

    code: ClassVar[str] = "classeur-attendu"


@dataclass(kw_only=True, eq=False)
class WorkbookLocked(Refusal):
    """The workbook is protected by a password, or of the kind Excel wrote before 2007."""

    code: ClassVar[str] = "classeur-verrouille"


@dataclass(kw_only=True, eq=False)
class WorkbookBroken(Refusal):
    """The workbook is damaged, or was not written to its end."""

    code: ClassVar[str] = "classeur-abime"


@dataclass(kw_only=True, eq=False)
class WorkbookInflates(Refusal):
    """A small file that becomes a very large one when opened."""

    code: ClassVar[str] = "classeur-demesure"
    megabytes: int
    megabytes_max: int


@dataclass(kw_only=True, eq=False)
class WorkbookMacros(Refusal):
    """The workbook carries a program."""

    code: ClassVar[str] = "classeur-avec-macros"


@dataclass(kw_only=True, eq=False)
class WorkbookLinks(Refusal):
    """Values of the workbook come from other files, which nobody here can see."""

    code: ClassVar[str] = "classeur-lie-a-d-autres"


@dataclass(kw_only=True, eq=False)
class WorkbookEntities(Refusal):
    """The workbook's inside defines abbreviations that expand: no spreadsheet program writes any."""

    code: ClassVar[str] = "classeur-piege"


@dataclass(kw_only=True, eq=False)
class CellsTooMany(Refusal):
    """A sheet with more cells than this software agrees to read."""

    code: ClassVar[str] = "cellules-trop-nombreuses"
    count_max: int


@dataclass(kw_only=True, eq=False)
class ProblemsTooMany(Refusal):
    """More problems than anybody would read: reading stopped there."""

    code: ClassVar[str] = "problemes-trop-nombreux"
    count_max: int


@dataclass(kw_only=True, eq=False)
class SheetMissing(Refusal):
    """A sheet without which there is no scenario."""

    code: ClassVar[str] = "feuille-manquante"
    sheet: str
    suggestions: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class SheetTwice(Refusal):
    """Two sheets that hold the same table."""

    code: ClassVar[str] = "feuille-en-double"
    sheet: str
    first: str


@dataclass(kw_only=True, eq=False)
class HeadersMissing(Refusal):
    """A sheet on which no row of titles is found."""

    code: ClassVar[str] = "titres-introuvables"
    headers: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class FormulaWithoutValue(Refusal):
    """A formula whose result was never computed and kept."""

    code: ClassVar[str] = "formule-sans-valeur"


@dataclass(kw_only=True, eq=False)
class CellError(Refusal):
    """A formula that failed: #REF!, #N/A."""

    code: ClassVar[str] = "cellule-en-erreur"
    text: str


@dataclass(kw_only=True, eq=False)
class CellsMerged(Refusal):
    """Merged cells among the data: only one of them holds something."""

    code: ClassVar[str] = "cellules-fusionnees"
    cells: str


@dataclass(kw_only=True, eq=False)
class SheetUnread(ToExplain):
    """A sheet nobody reads."""

    code: ClassVar[str] = "feuille-non-lue"
    sheet: str
    suggestions: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class CodeStoredAsNumber(ToExplain):
    """A code the spreadsheet keeps as a decimal number: 1.10 has become 1.1."""

    code: ClassVar[str] = "code-tenu-pour-un-nombre"
    text: str


@dataclass(kw_only=True, eq=False)
class TemplateNewer(ToExplain):
    """The workbook comes from a later template than this program knows."""

    code: ClassVar[str] = "modele-plus-recent"
    version: str
    known: str


@dataclass(kw_only=True, eq=False)
class TemplateOlder(Advice):
    """The workbook comes from an earlier template; ``columns`` are those it does not have, each read as left empty."""

    code: ClassVar[str] = "modele-plus-ancien"
    version: str
    known: str
    columns: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class ColumnHidden(ToExplain):
    """A hidden column, which was read like the others."""

    code: ClassVar[str] = "colonne-masquee"
    header: str


@dataclass(kw_only=True, eq=False)
class RowsHidden(ToExplain):
    """Hidden rows, which were read like the others."""

    code: ClassVar[str] = "lignes-masquees"
    count: int


@dataclass(kw_only=True, eq=False)
class NumbersAsText(Advice):
    """Numbers a spreadsheet keeps as texts: they were read, but its own sums leave them out."""

    code: ClassVar[str] = "nombres-en-texte"
    count: int
    header: str


@dataclass(kw_only=True, eq=False)
class TextTooLongForCell(Refusal):
    """A text that no cell of a workbook can hold."""

    code: ClassVar[str] = "texte-trop-long-pour-une-cellule"
    text: str
    length: int
    length_max: int


@dataclass(kw_only=True, eq=False)
class FolderOccupied(Refusal):
    """The folder to write a scenario into already holds something, which nobody asked to replace."""

    code: ClassVar[str] = "dossier-occupe"
    path: str


@dataclass(kw_only=True, eq=False)
class ComparedTooFew(Refusal):
    """A comparison has two scenarios at least."""

    code: ClassVar[str] = "comparaison-impossible"
    count: int
    count_max: int


@dataclass(kw_only=True, eq=False)
class ComparedWithoutAnswer(Refusal):
    """A scenario of a comparison whose rules cannot hold together: it shares nothing."""

    code: ClassVar[str] = "scenario-compare-sans-reponse"
    rules: tuple[str, ...]


# --- What a plan leaves to explain


@dataclass(kw_only=True, eq=False)
class DeadlineMissing(ToExplain):
    """A line of a plan with deadlines that has none."""

    code: ClassVar[str] = "echeance-absente"
    id: str


@dataclass(kw_only=True, eq=False)
class DeadlineUnread(ToExplain):
    """A deadline in words we do not know; they are kept."""

    code: ClassVar[str] = "echeance-non-lue"
    id: str
    text: str


@dataclass(kw_only=True, eq=False)
class DeadlineBeyondYears(ToExplain):
    """A deadline after the last year: the line goes to the next plan, and money does not follow by itself."""

    code: ClassVar[str] = "echeance-hors-exercice"
    id: str
    due_on: date
    last_on: date


@dataclass(kw_only=True, eq=False)
class ReferenceVersions(ToExplain):
    """One text cited in two versions, of which nobody said which holds."""

    code: ClassVar[str] = "renvoi-a-deux-versions"
    id: str
    first: str
    text: str


@dataclass(kw_only=True, eq=False)
class ReferenceUnresolved(ToExplain):
    """A line that refers to something the scenario does not hold; the reference is kept."""

    code: ClassVar[str] = "renvoi-sans-cible"
    id: str
    text: str


@dataclass(kw_only=True, eq=False)
class TargetMissing(ToExplain):
    """A line of the plan for which money is asked names no provincial target, while the scenario lists some."""

    code: ClassVar[str] = "ligne-sans-cible"
    id: str


@dataclass(kw_only=True, eq=False)
class BeforeAdoption(ToExplain):
    """A request whose work begins before the plan is adopted, without being marked as such."""

    code: ClassVar[str] = "avant-l-adoption-du-plan"
    request: str
    starts_on: date
    adopted_on: date


@dataclass(kw_only=True, eq=False)
class NameByVariant(ToExplain):
    """A thing named by one of its spelling variants; its proper name was read."""

    code: ClassVar[str] = "variante-d-un-nom"
    text: str
    id: str

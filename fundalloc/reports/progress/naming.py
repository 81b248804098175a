"""What lines, axes and components are called in these pages."""

from fundalloc.domain.base import Id
from fundalloc.reports.progress.counting import WORDS
from fundalloc.reports.progress.followed import Followed
from fundalloc.reports.tables import Joined, Said, Text


def word(name: str) -> Text:
    """Return a heading of these pages."""
    return Said(f"{WORDS}.columns.{name}")


def group_word(followed: Followed) -> Text:
    """Return what axes, dossiers or components are called."""
    return word("component" if followed.frame.mandate else "group")


def group_name(followed: Followed, name: Id) -> Text:
    """Return the code and the label of what a line stands under."""
    group = followed.frame.group_of(name)
    label = followed.frame.label_of(group)
    return label if followed.frame.mandate else Joined((group, label), " – ")


def line_name(followed: Followed, name: Id) -> Text:
    """Return what a line is called: its label where it is an objective of a mandate, its code in a plan."""
    return followed.frame.label_of(name) if followed.frame.mandate else name

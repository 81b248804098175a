"""Which language a person reads, and click's own words in it."""

import gettext
import os
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import Final

from fundalloc.lexicon import LANGUAGES, Language

DOMAIN: Final = "click"


def language_for(words: Sequence[str], environment: Mapping[str, str]) -> Language:
    """
    Return the language that ``--lang`` asks for, else the locale's; French when the locale says nothing.

    >>> language_for(["allocate", "--lang", "en"], {"LANG": "fr_CA.UTF-8"})
    'en'
    >>> language_for([], {"LANG": "C"})
    'fr'
    """
    asked = _asked(words)
    for language in LANGUAGES:
        if asked == language:
            return language
    locale = next((said for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (said := environment.get(name))), "")
    return "en" if locale.lower().startswith("en") else "fr"


def speak(language: Language) -> None:
    """Have click say its own words (usage, options, misuse) in this language, through the gettext it already asks."""
    gettext.bindtextdomain(DOMAIN, str(resources.files("fundalloc") / "locale"))
    gettext.textdomain(DOMAIN)
    os.environ["LANGUAGE"] = language


def _asked(words: Sequence[str]) -> str | None:
    asked: str | None = None
    for word, following in zip(words, [*words[1:], ""], strict=False):
        if word == "--":
            break
        if word == "--lang":
            asked = following
        elif word.startswith("--lang="):
            asked = word.removeprefix("--lang=")
    return asked

"""How a verb is declared, and how it becomes a click command that speaks one language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeAlias

import click

from fundalloc.cli.door import Door, ExitCode
from fundalloc.ledger.address import Address, address_of
from fundalloc.lexicon import LANGUAGES, Lexicon

Run: TypeAlias = Callable[..., ExitCode | None]

HELP_WIDTH: Final = 100
DAY_LENGTH: Final = len("2025-03-31")


class Kind(StrEnum):
    """What a person types after an option, or in a place."""

    TEXT = "text"
    FILE = "file"
    FOLDER = "folder"
    LEDGER = "ledger"
    DAY = "day"
    MOMENT = "moment"
    AMOUNT = "amount"
    PERSON = "person"
    CLAIM = "claim"
    FLAG = "flag"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Ask:
    """
    One thing a verb asks for; without ``flags`` it is known by its place.

    ``shared`` asks have one help text for all verbs; an option for ``several`` may be given again and again.
    """

    name: str
    kind: Kind = Kind.TEXT
    flags: tuple[str, ...] = ()
    required: bool = False
    default: str | None = None
    shared: bool = False
    several: bool = False

    def parameter(self, lexicon: Lexicon, verb_key: str) -> click.Parameter:
        key = f"cli.shared.{self.name}" if self.shared else f"{verb_key}.asks.{self.name}"
        told = lexicon.say(key)
        metavar = lexicon.say(f"cli.metavar.{self.kind}")
        if not self.flags:
            placed = metavar if self.required else f"[{metavar}]"
            return click.Argument([self.name], required=self.required, type=_typed(self.kind, lexicon), metavar=placed, help=told)
        if self.kind is Kind.FLAG:
            return click.Option([self.name, *self.flags], is_flag=True, help=told)
        option = click.Option(
            [self.name, *self.flags],
            required=self.required,
            type=_typed(self.kind, lexicon),
            metavar=metavar,
            help=told,
            multiple=self.several,
        )
        if self.default is not None:  # to click, a default of None is a default too, and nothing would be required any more
            option.default, option.show_default = self.default, True
        return option


JSON: Final = Ask("json", Kind.FLAG, ("--json",), shared=True)
DRY_RUN: Final = Ask("dry_run", Kind.FLAG, ("--dry-run",), shared=True)
BILINGUAL: Final = Ask("bilingual", Kind.FLAG, ("--bilingual",), shared=True)
PERSON: Final = Ask("person", Kind.PERSON, ("--as",), required=True, shared=True)
LEDGER: Final = Ask("ledger", Kind.LEDGER, ("--ledger", "-l"), default=".", shared=True)
ON: Final = Ask("on", Kind.DAY, ("--on",), required=True, shared=True)
AS_OF: Final = Ask("as_of", Kind.DAY, ("--as-of",), shared=True)
KNOWN_AT: Final = Ask("known_at", Kind.MOMENT, ("--known-at",), shared=True)
MOMENTS: Final = (AS_OF, KNOWN_AT)


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb, what it asks for, and the function that opens the room behind it."""

    name: str
    run: Run
    asks: tuple[Ask, ...] = ()

    def command(self, lexicon: Lexicon, parent: str = "cli") -> click.Command:
        key = f"{parent}.{self.name}"

        def opened(*, json: bool = False, dry_run: bool = False, bilingual: bool = False, **answers: object) -> ExitCode | None:
            door = Door(lexicon, machine=json, rehearsal=dry_run, bilingual=bilingual)
            click.get_current_context().find_root().obj = door
            return self.run(door, **answers)

        return click.Command(
            self.name,
            callback=opened,
            params=[*(ask.parameter(lexicon, key) for ask in self.asks), language_option(lexicon)],
            help=lexicon.say(f"{key}.help"),
            short_help=_first_line(lexicon.say(f"{key}.help")),
            options_metavar=lexicon.say("cli.metavar.options"),
        )


@dataclass(frozen=True, slots=True)
class Family:
    """Verbs that share a noun: ``claim import``, ``claim approve``."""

    name: str
    verbs: tuple[Verb, ...]

    def command(self, lexicon: Lexicon) -> click.Group:
        key = f"cli.{self.name}"
        return group(lexicon, self.name, key, {verb.name: partial(verb.command, lexicon, key) for verb in self.verbs})


class InOrder(click.Group):
    """A group whose help lists its commands in the order of the work, not of the alphabet; each is made when it is asked for."""

    def __init__(self, name: str, makers: Mapping[str, Callable[[], click.Command]], **told: Any) -> None:  # noqa: ANN401 - click's own
        super().__init__(name, **told)
        self._makers = makers

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's own shape
        return list(self._makers)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's own shape
        if cmd_name in self._makers and cmd_name not in self.commands:
            self.commands[cmd_name] = self._makers[cmd_name]()
        return self.commands.get(cmd_name)


def group(lexicon: Lexicon, name: str, key: str, makers: Mapping[str, Callable[[], click.Command]]) -> click.Group:
    """Return a click group whose own words are in the lexicon's language."""
    return InOrder(
        name,
        makers,
        params=[language_option(lexicon)],
        help=lexicon.say(f"{key}.help"),
        short_help=_first_line(lexicon.say(f"{key}.help")),
        options_metavar=lexicon.say("cli.metavar.options"),
        subcommand_metavar=lexicon.say("cli.metavar.command"),
        context_settings={"max_content_width": HELP_WIDTH},
    )


def language_option(lexicon: Lexicon) -> click.Option:
    """``--lang``, known everywhere; it was already obeyed when the commands were built."""
    return click.Option(["--lang"], type=click.Choice(LANGUAGES), expose_value=False, help=lexicon.say("cli.shared.lang"))


def _first_line(told: str) -> str:
    return told.split("\n", 1)[0]


class Day(click.ParamType[date]):
    """A date as 2025-03-31, and no other way."""

    name = "day"

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(self.lexicon.say("cli.not-a-day", text=str(value)), param, ctx)


class Moment(click.ParamType[datetime]):
    """A moment in the person's own zone: 2025-03-31T14:30, or a day, which counts to its end."""

    name = "moment"

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            read = datetime.fromisoformat(str(value))
            moment = read if len(str(value)) > DAY_LENGTH else datetime.combine(read, time.max)
            here = moment if moment.tzinfo else moment.astimezone()
            here.astimezone(UTC)  # as the books keep it, which the first and last days of the calendar cannot be in every zone
        except (ValueError, OverflowError):
            self.fail(self.lexicon.say("cli.not-a-moment", text=str(value)), param, ctx)
        return here


class Books(click.ParamType[Address]):
    """A ledger: its folder, or the address of its database."""

    name = "ledger"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Address:  # noqa: ARG002 - click's own shape
        return value if isinstance(value, Path) else address_of(str(value))


def _typed(kind: Kind, lexicon: Lexicon) -> click.ParamType[Any]:
    match kind:
        case Kind.FILE | Kind.FOLDER:
            return click.Path(path_type=Path)
        case Kind.LEDGER:
            return Books()
        case Kind.DAY:
            return Day(lexicon)
        case Kind.MOMENT:
            return Moment(lexicon)
        case Kind.COUNT:
            return click.IntRange(min=1)
        case Kind.TEXT | Kind.AMOUNT | Kind.PERSON | Kind.CLAIM | Kind.FLAG:
            return click.STRING

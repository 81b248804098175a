"""Refusals of the web application: coming in, and what is sent to it."""

from dataclasses import dataclass
from typing import ClassVar

from fundalloc.errors.base import Refusal


@dataclass(kw_only=True, eq=False)
class WebMissing(Refusal):
    """The application is asked for, and what it is made with is not installed."""

    code: ClassVar[str] = "application-web-absente"
    library: str


@dataclass(kw_only=True, eq=False)
class EntryRefused(Refusal):
    """No account has this name and this password; which of the two is wrong is not said."""

    code: ClassVar[str] = "entree-refusee"


@dataclass(kw_only=True, eq=False)
class TooManyTries(Refusal):
    """Too many wrong passwords under a name: it waits, whether an account has it or not."""

    code: ClassVar[str] = "trop-d-essais"
    seconds: int


@dataclass(kw_only=True, eq=False)
class AccountExists(Refusal):
    """There is already an account of this name."""

    code: ClassVar[str] = "compte-existant"
    login: str


@dataclass(kw_only=True, eq=False)
class AccountUnknown(Refusal):
    """There is no account of this name."""

    code: ClassVar[str] = "acces-inconnu"
    login: str
    known: tuple[str, ...]


@dataclass(kw_only=True, eq=False)
class PasswordTooShort(Refusal):
    """A password that would be guessed."""

    code: ClassVar[str] = "mot-de-passe-trop-court"
    length_min: int


@dataclass(kw_only=True, eq=False)
class AccountsUnreadable(Refusal):
    """The file of the accounts is not one that this program wrote."""

    code: ClassVar[str] = "acces-illisibles"
    path: str


@dataclass(kw_only=True, eq=False)
class UploadTooLarge(Refusal):
    """What is sent is larger than the application takes."""

    code: ClassVar[str] = "envoi-trop-lourd"
    megabytes_max: int


@dataclass(kw_only=True, eq=False)
class UploadMissing(Refusal):
    """No file was chosen."""

    code: ClassVar[str] = "aucun-fichier-choisi"


@dataclass(kw_only=True, eq=False)
class ProfileUnreadable(Refusal):
    """The file that says who sits at this desk cannot be read."""

    code: ClassVar[str] = "profil-illisible"
    path: str


@dataclass(kw_only=True, eq=False)
class TooMuchAtWork(Refusal):
    """As many allocations are being worked out as the server agrees to at once."""

    code: ClassVar[str] = "trop-de-calculs"
    count: int


@dataclass(kw_only=True, eq=False)
class ProposalUnknown(Refusal):
    """There is no proposal of this name."""

    code: ClassVar[str] = "proposition-inconnue"
    name: str


@dataclass(kw_only=True, eq=False)
class ProposalDecided(Refusal):
    """A proposal was adopted or sent back already."""

    code: ClassVar[str] = "proposition-deja-tranchee"
    name: str
    person: str


@dataclass(kw_only=True, eq=False)
class ProposalChanged(Refusal):
    """The result kept for a proposal is not the one that was submitted."""

    code: ClassVar[str] = "proposition-modifiee"
    name: str


@dataclass(kw_only=True, eq=False)
class SubjectUnknown(Refusal):
    """A provider vouches for somebody whom no account of this server is for."""

    code: ClassVar[str] = "identite-sans-acces"


@dataclass(kw_only=True, eq=False)
class ProviderRefused(Refusal):
    """A provider of identities did not vouch for anybody, or what it said does not hold."""

    code: ClassVar[str] = "identite-non-confirmee"


@dataclass(kw_only=True, eq=False)
class PortTaken(Refusal):
    """The server cannot listen where it is told to."""

    code: ClassVar[str] = "port-occupe"
    host: str
    port: int

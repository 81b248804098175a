"""Who sits at a desk of one's own: a small file of the person's, so that nothing is asked twice."""

from pathlib import Path

from pydantic import ValidationError

from fundalloc.domain.base import Id, Noun
from fundalloc.errors.web import ProfileUnreadable
from fundalloc.usecases.files import put_text


class Profile(Noun):
    """The person of the fund that one is."""

    person: Id


def profile_in(path: Path) -> Profile | None:
    """
    Return the profile kept in a file; nothing where there is none yet.

    Raises:
        ProfileUnreadable: the file is something else.

    """
    try:
        return Profile.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except ValidationError as error:
        raise ProfileUnreadable(path=str(path)) from error


def keep_profile(path: Path, person: str) -> Profile:
    """Keep who sits at this desk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    profile = Profile(person=person)
    put_text(path, profile.model_dump_json() + "\n")
    return profile

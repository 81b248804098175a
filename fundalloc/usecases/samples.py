"""The scenarios and ledgers of the founding documents, found from a clone and from an installed package alike."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fundalloc.domain.base import Label
from fundalloc.errors import refuse_together
from fundalloc.errors.intake import FolderMissing

DESTINATION: Final = "destination-reussite-est-2024-2025"
SCENARIO_FILE: Final = "scenario.toml"

_PACKAGE: Final = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class ScenarioFolder:
    """A folder that holds a scenario, with the title it gives itself."""

    id: str
    title: Label
    folder: Path


def sample_scenarios() -> Path:
    """Return the folder of the sample scenarios."""
    return _shipped("scenarios")


def sample_ledgers() -> Path:
    """Return the folder of the sample ledgers' inputs."""
    return _shipped("ledgers")


def scenarios_in(folder: Path | None) -> tuple[ScenarioFolder, ...]:
    """Return the scenarios of a folder (the samples where none is named), by name; a title that cannot be read is the folder's name."""
    looked_in = folder or sample_scenarios()
    if not looked_in.is_dir():
        refuse_together([FolderMissing(path=str(looked_in))])
    return tuple(ScenarioFolder(each.name, _title(each), each) for each in sorted(looked_in.iterdir()) if (each / SCENARIO_FILE).is_file())


def _title(folder: Path) -> Label:
    try:
        title = tomllib.loads((folder / SCENARIO_FILE).read_text(encoding="utf-8")).get("title", {})
    except (OSError, ValueError):
        return Label(fr=folder.name)
    return Label(fr=str(title.get("fr", folder.name)), en=str(title.get("en", ""))) if isinstance(title, dict) else Label(fr=folder.name)


def _shipped(name: str) -> Path:
    installed = _PACKAGE / "samples" / name
    return installed if installed.is_dir() else _PACKAGE.parent / name

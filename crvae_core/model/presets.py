"""All presets by name: the default one, then the report's."""

from crvae_core.errors import ConfigError
from crvae_core.model.preset import Preset
from crvae_core.model.report.presets import REPORT_PRESETS
from crvae_core.model.settings import ModelSettings, TrainingSettings

SEEN = 64  # principal components of what the trained eye sees
DEFAULT = Preset(
    name="default",
    description="Picture and words in one vector of three parts, with a trained eye; minutes on a laptop's processor.",
    model=ModelSettings(seen_size=SEEN, weigh_words=True, give_meaning=True),
    training=TrainingSettings(),
)
PRESETS: dict[str, Preset] = {preset.name: preset for preset in (DEFAULT, *REPORT_PRESETS)}


def get_preset(name: str) -> Preset:
    """The preset of that name; raises ConfigError for an unknown one."""
    if name not in PRESETS:
        raise ConfigError(f"there is no preset {name!r}; the presets are: {', '.join(PRESETS)}")
    return PRESETS[name]

"""Which networks some settings stand for: the default family or the report's."""

from collections.abc import Mapping
from typing import Any

from crvae_core.errors import ConfigError
from crvae_core.model.crvae import CRVAE
from crvae_core.model.moment_model import MomentModel
from crvae_core.model.preset import AnyModelSettings, AnyTrainingSettings
from crvae_core.model.report.report_model import ReportModel
from crvae_core.model.report.settings import ReportModelSettings, ReportTrainingSettings
from crvae_core.model.settings import ModelSettings, TrainingSettings

FAMILIES = ("crvae", "report")


def build_model(
    settings: AnyModelSettings,
    embedding_dim: int,
    word_scale: float = 1.0,
    vocabulary_size: int = 0,
    longest_text: int = 1,
) -> MomentModel:
    """A model with fresh weights; the arguments are those of its family, see CRVAE and ReportModel."""
    if isinstance(settings, ReportModelSettings):
        return ReportModel(settings, embedding_dim, vocabulary_size, longest_text)
    return CRVAE(settings, embedding_dim, word_scale)


def read_model_settings(family: str, values: Mapping[str, Any]) -> AnyModelSettings:
    """Model settings of a family from JSON; raises ConfigError."""
    kind = ReportModelSettings if _is_report(family) else ModelSettings
    return kind.from_json(values)


def read_training_settings(family: str, values: Mapping[str, Any]) -> AnyTrainingSettings:
    """Training settings of a family from JSON; raises ConfigError."""
    kind = ReportTrainingSettings if _is_report(family) else TrainingSettings
    return kind.from_json(values)


def _is_report(family: str) -> bool:
    if family not in FAMILIES:
        raise ConfigError(f"there is no family of models {family!r}; the families are: {', '.join(FAMILIES)}")
    return family == "report"

"""Which networks some settings stand for: the default family or the report's. Nothing else tells the families apart by kind."""

from collections.abc import Mapping
from typing import Any, TypeVar

from crvae_core.errors import ConfigError
from crvae_core.model.crvae import CRVAE
from crvae_core.model.moment_model import MomentModel
from crvae_core.model.preset import AnyModelSettings, AnyTrainingSettings
from crvae_core.model.report.report_model import ReportModel
from crvae_core.model.report.settings import ReportModelSettings, ReportTrainingSettings
from crvae_core.model.settings import ModelSettings, TrainingSettings

_MODEL_SETTINGS: dict[str, type[AnyModelSettings]] = {"crvae": ModelSettings, "report": ReportModelSettings}
_TRAINING_SETTINGS: dict[str, type[AnyTrainingSettings]] = {
    "crvae": TrainingSettings,
    "report": ReportTrainingSettings,
}

Kind = TypeVar("Kind")


def build_model(
    settings: AnyModelSettings,
    embedding_dim: int,
    word_scale: float = 1.0,
    vocabulary_size: int = 0,
    longest_text: int = 1,
) -> MomentModel:
    """A model with fresh weights; the arguments are those of its family, see CRVAE and ReportModel."""
    match settings:
        case ReportModelSettings():
            return ReportModel(settings, embedding_dim, vocabulary_size, longest_text)
        case ModelSettings():
            return CRVAE(settings, embedding_dim, word_scale)


def read_model_settings(family: str, values: Mapping[str, Any]) -> AnyModelSettings:
    """Model settings of a family from JSON; raises ConfigError."""
    return _of_family(_MODEL_SETTINGS, family).from_json(values)


def read_training_settings(family: str, values: Mapping[str, Any]) -> AnyTrainingSettings:
    """Training settings of a family from JSON; raises ConfigError."""
    return _of_family(_TRAINING_SETTINGS, family).from_json(values)


def _of_family(kinds: Mapping[str, Kind], family: str) -> Kind:
    if family not in kinds:
        raise ConfigError(f"there is no family of models {family!r}; the families are: {', '.join(kinds)}")
    return kinds[family]

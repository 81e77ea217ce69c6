"""A preset: named, frozen settings of a model and of its training."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Self

from crvae_core.errors import ConfigError
from crvae_core.model.report.settings import ReportModelSettings, ReportTrainingSettings
from crvae_core.model.settings import ModelSettings, TrainingSettings

AnyModelSettings = ModelSettings | ReportModelSettings
AnyTrainingSettings = TrainingSettings | ReportTrainingSettings


@dataclass(frozen=True)
class Preset:
    """A named pair of model and training settings, both of the same family."""

    name: str
    description: str
    model: AnyModelSettings
    training: AnyTrainingSettings

    @property
    def family(self) -> str:
        """Which networks the settings are for: "crvae" (the default preset's) or "report"."""
        return self.model.family

    @property
    def eye(self) -> str | None:
        """The trained eye that looks on, by name; None where the preset trains without one."""
        if isinstance(self.model, ModelSettings) and isinstance(self.training, TrainingSettings):
            return self.training.eye if self.model.seen_size > 0 else None
        return None

    def with_overrides(self, overrides: Mapping[str, Any]) -> Self:
        """A copy with some settings changed, whichever of the two they belong to; raises ConfigError."""
        model_names = {field.name for field in fields(self.model)}
        training_names = {field.name for field in fields(self.training)}
        unknown = [name for name in overrides if name not in model_names | training_names]
        if unknown:
            known = ", ".join(sorted(model_names | training_names))
            raise ConfigError(f"there is no setting {unknown[0]!r} in {self.name}; the settings are: {known}")
        return replace(
            self,
            model=self.model.with_overrides({k: v for k, v in overrides.items() if k in model_names}),
            training=self.training.with_overrides(
                {k: v for k, v in overrides.items() if k in training_names}
            ),
        )

    def to_json(self) -> dict[str, Any]:
        """The whole preset as JSON values: what a page shows in full and a person copies."""
        return {
            "preset": self.name,
            "family": self.family,
            "description": self.description,
            "model": self.model.to_json(),
            "training": self.training.to_json(),
        }

"""The optional TensorBoard log."""

import sys
import types

import pytest

from crvae_core.errors import ConfigError
from crvae_core.training.tensorboard_log import TensorboardLog


def test_nothing_is_written_unless_wanted(tmp_path) -> None:
    board = TensorboardLog(tmp_path / "log", wanted=False)
    board.add({"epoch": 1, "loss": 2.0})
    board.close()
    assert not (tmp_path / "log").exists()


def test_without_the_package_the_remedy_is_said(tmp_path, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard", None)
    with pytest.raises(ConfigError, match="pip install tensorboard"):
        TensorboardLog(tmp_path / "log", wanted=True)


def test_the_numbers_of_an_epoch_become_curves(tmp_path, monkeypatch) -> None:
    written = []

    class Writer:
        def __init__(self, folder: str) -> None:
            written.append(folder)

        def add_scalar(self, *arguments) -> None:
            written.append(arguments)

        def flush(self) -> None:
            pass

        def close(self) -> None:
            written.append("closed")

    module = types.ModuleType("torch.utils.tensorboard")
    module.SummaryWriter = Writer  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard", module)
    board = TensorboardLog(tmp_path / "log", wanted=True)
    board.add({"epoch": 3, "epochs": 9, "loss": 2.0, "text_mse": None})
    board.close()
    assert written == [str(tmp_path / "log"), ("loss", 2.0, 3), "closed"]

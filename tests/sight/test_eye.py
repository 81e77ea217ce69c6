"""The shipped eye, its file, what is said of damaged ones, and eyes that are added."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from crvae_core.errors import EyeError
from crvae_core.files import read_json, write_json
from crvae_core.sight import eye as module
from crvae_core.sight import onnx_eye
from crvae_core.sight.build import build_eye, converted
from crvae_core.sight.eye import KIND, SHIPPED_FILE, ShippedEye, read_network
from crvae_core.sight.lite_network import LiteNetwork, SameConv, folded


@pytest.fixture(scope="module")
def shipped() -> ShippedEye:
    return ShippedEye()


def test_the_shipped_file_is_small_and_its_features_are_numbers(shipped: ShippedEye) -> None:
    assert SHIPPED_FILE.stat().st_size <= 10_000_000
    pictures = np.stack([np.zeros((120, 200, 3), np.uint8), np.full((120, 200, 3), 255, np.uint8)])
    found = shipped.see(pictures)
    assert found.shape == (2, 1280)
    assert found.dtype == np.float32
    assert np.isfinite(found).all()
    assert np.abs(found[0] - found[1]).max() > 0.1


def test_a_picture_is_seen_alike_whatever_is_beside_it(shipped: ShippedEye) -> None:
    pictures = np.random.default_rng(0).integers(0, 256, (module.BATCH + 3, 120, 200, 3), dtype=np.uint8)
    together = shipped.see(pictures)
    np.testing.assert_allclose(shipped.see(pictures[-1:])[0], together[-1], atol=1e-4)
    assert shipped.see(pictures[:0]).shape == (0, 1280)


def test_folding_changes_nothing() -> None:
    torch.manual_seed(0)
    convolution = torch.nn.Conv2d(3, 5, 3, bias=False)
    normalisation = torch.nn.BatchNorm2d(5, eps=1e-3).eval()
    for value in (normalisation.weight, normalisation.bias, normalisation.running_mean):
        torch.nn.init.normal_(value)
    normalisation.running_var.uniform_(0.5, 2)
    weight, bias = folded(convolution.weight, dict(normalisation.state_dict()))
    pictures = torch.randn(2, 3, 8, 8)
    expected = normalisation(convolution(pictures))
    torch.testing.assert_close(torch.nn.functional.conv2d(pictures, weight, bias), expected)


@pytest.mark.parametrize(("size", "kernel"), [(7, 3), (8, 3), (8, 5), (9, 5)])
def test_uneven_padding_keeps_every_second_place(size: int, kernel: int) -> None:
    assert SameConv(1, 1, kernel, 2)(torch.zeros(1, 1, size, size)).shape[2:] == ((size + 1) // 2,) * 2


def damaged(path: Path) -> None:
    path.write_bytes(SHIPPED_FILE.read_bytes()[:5000])


def other_kind(path: Path) -> None:
    save_file(load_file(SHIPPED_FILE), path, {"kind": "crvae"})


def other_shape(path: Path) -> None:
    weights = load_file(SHIPPED_FILE)
    save_file(weights | {"stem.weight": weights["stem.weight"][:4].clone()}, path, {"kind": KIND})


def no_numbers(path: Path) -> None:
    weights = load_file(SHIPPED_FILE)
    save_file(weights | {"stem.weight": weights["stem.weight"] * torch.nan}, path, {"kind": KIND})


@pytest.mark.parametrize(
    "spoil",
    [
        damaged, other_kind, other_shape, no_numbers, Path.mkdir, lambda path: path.write_bytes(b""), lambda path: None,
    ],
)  # fmt: skip
def test_a_file_that_is_no_eye_is_named(tmp_path: Path, spoil) -> None:
    spoil(tmp_path / "eye.safetensors")
    with pytest.raises(EyeError, match="eye build"):
        read_network(tmp_path / "eye.safetensors")


def published(network: LiteNetwork) -> dict[str, torch.Tensor]:
    """The network's weights as the package has them, with a batch normalisation that changes nothing but the scale."""
    from crvae_core.sight.build import _sources

    found = {}
    for name, (convolution, normalisation) in _sources().items():
        weight = network.state_dict()[f"{name}.weight"]
        found[f"{convolution}.weight"] = weight
        channels = len(weight)
        found[f"{normalisation}.weight"] = torch.full((channels,), 2.0)
        found[f"{normalisation}.bias"] = network.state_dict()[f"{name}.bias"]
        found[f"{normalisation}.running_mean"] = torch.zeros(channels)
        found[f"{normalisation}.running_var"] = torch.full((channels,), 4.0 - 1e-3)
    return found


def test_the_file_is_built_from_the_published_weights(tmp_path: Path) -> None:
    torch.manual_seed(0)
    network = LiteNetwork()
    stored = published(network)
    found = converted(stored)
    torch.testing.assert_close(found["head.weight"].float(), network.head.weight, atol=1e-3, rtol=1e-2)
    torch.save(stored, tmp_path / "weights.pth")
    assert build_eye(tmp_path / "weights.pth", tmp_path / "eye.safetensors")["weights"] == 3_350_000
    del stored["_bn1.bias"]
    with pytest.raises(EyeError, match="not the weights"):
        converted(stored)


class Evil:
    def __reduce__(self):
        return (print, ("unpickled",))


def test_a_pickle_that_does_things_is_refused(tmp_path: Path, capsys) -> None:
    torch.save({"_conv_stem.weight": Evil()}, tmp_path / "evil.pth")
    with pytest.raises(EyeError, match="safely"):
        build_eye(tmp_path / "evil.pth", tmp_path / "out.safetensors")
    assert "unpickled" not in capsys.readouterr().out


@dataclass
class Input:
    """What a network reads, as ONNX Runtime tells it."""

    name: str
    type: str
    shape: list


class Colours:
    """A network with some inputs that gives the means of colours."""

    def __init__(self, *inputs: Input) -> None:
        self.inputs, self.seen = inputs, []

    def get_inputs(self):
        return list(self.inputs)

    def run(self, outputs, feed):
        (pictures,) = feed.values()
        self.seen.append(pictures)
        return [pictures.mean(axis=(2, 3))]


@pytest.fixture
def fake_onnx(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A file that stands for a network; ONNX Runtime is replaced by one that gives means of colours."""

    class Session:
        def __init__(self, path: str, providers: list[str]) -> None:
            if Path(path).read_bytes() != b"network":
                raise ValueError("no ONNX")

        def get_inputs(self):
            return [Input("pixels", "tensor(float)", ["pictures", 3, "rows", "columns"])]

        def run(self, outputs, feed):
            pictures = feed["pixels"]
            if pictures.shape[2] != 32:
                raise ValueError("wrong size")
            return [pictures.mean(axis=(2, 3))[:, None, :].repeat(4, axis=1)]

    monkeypatch.setitem(
        __import__("sys").modules, "onnxruntime", type("M", (), {"InferenceSession": Session})
    )
    monkeypatch.setenv("CRVAE_HOME", str(tmp_path / "home"))
    path = tmp_path / "Siglip2 base.onnx"
    path.write_bytes(b"network")
    return path


def test_an_onnx_file_becomes_an_eye(fake_onnx: Path) -> None:
    entry = onnx_eye.add_eye(fake_onnx, side=32)
    assert (entry.name, entry.size) == ("siglip2-base", 3)
    assert [found.name for found in onnx_eye.added_eyes()] == ["siglip2-base"]
    found = onnx_eye.open_eye("siglip2-base").see(np.full((9, 10, 20, 3), 255, np.uint8))
    np.testing.assert_allclose(found, np.ones((9, 3)), atol=1e-6)


def test_an_added_eye_that_was_changed_is_not_used(fake_onnx: Path) -> None:
    onnx_eye.add_eye(fake_onnx, "mine", side=32)
    (onnx_eye.eye_folder() / "mine.onnx").write_bytes(b"another")
    with pytest.raises(EyeError, match="add it again"):
        onnx_eye.open_eye("mine")


@pytest.mark.parametrize(
    "changes", [{"side": 0}, {"side": "32"}, {"size": None}, {"normalisation": ["clip"]}, {"more": 1}]
)
def test_an_entry_that_was_spoilt_is_no_eye(fake_onnx: Path, changes: dict) -> None:
    onnx_eye.add_eye(fake_onnx, "mine", side=32)
    path = onnx_eye.eye_folder() / "mine.json"
    write_json(path, read_json(path) | changes)
    with pytest.raises(EyeError, match="eye add"):
        onnx_eye.open_eye("mine")


def test_an_eye_that_gives_other_features_than_once_is_named(fake_onnx: Path) -> None:
    onnx_eye.add_eye(fake_onnx, "mine", side=32)
    path = onnx_eye.eye_folder() / "mine.json"
    write_json(path, read_json(path) | {"size": 7})
    with pytest.raises(EyeError, match="3 values, not the 7"):
        onnx_eye.open_eye("mine").see(np.zeros((2, 8, 8, 3), np.uint8))


def test_what_is_no_eye_is_told_with_the_remedy(fake_onnx: Path, tmp_path: Path) -> None:
    with pytest.raises(EyeError, match="--side"):
        onnx_eye.add_eye(fake_onnx, side=48)
    with pytest.raises(EyeError, match="--name"):
        onnx_eye.add_eye(fake_onnx, "../up", side=32)
    (tmp_path / "text.onnx").write_bytes(b"hello")
    with pytest.raises(EyeError, match="export it again"):
        onnx_eye.add_eye(tmp_path / "text.onnx", side=32)
    with pytest.raises(EyeError, match="no eye 'other'"):
        onnx_eye.open_eye("other")


@pytest.mark.parametrize(
    ("batch", "kind"), [(1, "float16"), (2, "float"), (8, "double"), ("n", "float"), (None, "float")]
)
def test_a_network_gets_as_many_pictures_as_it_takes(batch, kind: str) -> None:
    network = Colours(Input("x", f"tensor({kind})", [batch, 3, 16, 16]))
    pictures = np.random.default_rng(0).normal(size=(5, 3, 16, 16)).astype(np.float32)
    found = onnx_eye._features(network, pictures)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, pictures.mean(axis=(2, 3)), atol=1e-3)
    assert {len(seen) for seen in network.seen} == {batch if isinstance(batch, int) else 5}
    assert network.seen[0].dtype == np.dtype(
        "float32" if kind == "float" else kind.replace("double", "float64")
    )


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ([Input("x", "tensor(float)", [1, 3, 48, 48])], r"48 pixels, not of 16: .*--side 48"),
        ([Input("x", "tensor(float)", [1, 3, "h", 48])], r"--side 48"),
        ([Input("x", "tensor(float)", [1, 3, 16, 48])], "16 x 48 pixels: export it for squares"),
        ([Input("x", "tensor(float)", [1, 16, 16, 3])], "1 x 16 x 16 x 3 values: export"),
        ([Input("x", "tensor(float)", [1, 1, 16, 16])], "3 colours"),
        ([Input("x", "tensor(float)", ["n", 3, 16])], "3 colours"),
        ([Input("x", "tensor(uint8)", [1, 3, 16, 16])], r"tensor\(uint8\): export"),
        ([Input("x", "tensor(float)", [1, 3, 16, 16]), Input("y", "tensor(float)", [1])], "2 inputs"),
        ([], "0 inputs"),
    ],
)
def test_a_network_that_takes_something_else_is_told_in_one_sentence(inputs: list[Input], said: str) -> None:
    with pytest.raises(EyeError, match=said) as raised:
        onnx_eye._features(Colours(*inputs), np.zeros((2, 3, 16, 16), np.float32))
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("side", [-1, 0, 15, 1025, 10**6])
def test_a_side_that_none_can_be_is_refused_and_loses_nothing(fake_onnx: Path, side: int) -> None:
    onnx_eye.add_eye(fake_onnx, "mine", side=32)
    with pytest.raises(EyeError, match="--side"):
        onnx_eye.add_eye(fake_onnx, "mine", side=side)
    assert onnx_eye.open_eye("mine").size == 3


def test_an_eye_takes_the_place_of_no_other(fake_onnx: Path) -> None:
    first = onnx_eye.add_eye(fake_onnx, "mine", side=32)
    assert onnx_eye.add_eye(fake_onnx, "mine", side=32) == first
    with pytest.raises(EyeError, match=r"another eye 'mine' already.*--name"):
        onnx_eye.add_eye(fake_onnx, "mine", side=32, normalisation="clip")
    other = onnx_eye.add_eye(fake_onnx, "other", side=32, normalisation="clip")
    assert other.digest == first.digest  # the same file
    assert onnx_eye.open_eye("other").digest != onnx_eye.open_eye("mine").digest  # that sees otherwise
    (onnx_eye.eye_folder() / "mine.onnx").unlink()
    assert onnx_eye.add_eye(fake_onnx, "mine", side=32, normalisation="clip").normalisation == "clip"

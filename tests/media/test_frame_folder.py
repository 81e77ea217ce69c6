"""A folder of pictures gives the same frames as a film of them."""

from collections.abc import Callable
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from PIL import Image

from crvae_core.errors import VideoError
from crvae_core.media.frame_folder import natural_key, picture_files
from crvae_core.media.video import SamplingSettings, VideoInfo, sample_video
from tests.clips import corners, grey_steps, plain

Record = Callable[[str, str, str], None]


def write_picture(path: Path, picture: np.ndarray) -> Path:
    Image.fromarray(picture).save(path)
    return path


def sampled(folder: Path, every_s: float = 2.0, period_s: float | None = 2.0) -> tuple[VideoInfo, np.ndarray]:
    out = folder.parent / "out"
    info = sample_video(folder, out, SamplingSettings(every_s=every_s, frame_period_s=period_s))
    return info, np.load(out / "frames.npy", allow_pickle=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Twelve greys, named so that plain sorting would put 10 before 2; and things that are no pictures."""
    folder = tmp_path / "frames"
    folder.mkdir()
    for number, colour in enumerate(grey_steps(12), start=1):
        write_picture(folder / f"frame{number}.png", plain(colour, (64, 48)))
    (folder / "notes.txt").write_text("two seconds each")
    (folder / ".hidden.png").write_bytes(b"nothing")
    (folder / "more.png").mkdir()
    return folder


def test_pictures_come_in_natural_order_one_per_period(folder: Path) -> None:
    info, frames = sampled(folder)
    assert frames.mean((1, 2, 3)).round().astype(int).tolist() == [colour[0] for colour in grey_steps(12)]
    assert info.frame_times_s == [2.0 * row for row in range(12)]
    assert (info.duration_s, info.frame_rate, info.codec) == (24.0, 0.5, "pictures")
    assert len(list((folder.parent / "out" / "thumbs").iterdir())) == 12


def test_the_folder_may_be_sampled_at_another_step(folder: Path) -> None:
    info, frames = sampled(folder, every_s=3.0, period_s=2.0)
    greys = [colour[0] for colour in grey_steps(12)]
    assert frames.mean((1, 2, 3)).round().astype(int).tolist() == [
        greys[row] for row in (0, 1, 3, 4, 6, 7, 9, 10)
    ]
    assert info.frame_times_s == [0, 2, 6, 8, 12, 14, 18, 20]
    info, frames = sampled(folder, every_s=1.0, period_s=2.0)
    assert len(frames) == 24


@pytest.mark.parametrize("suffix", ["jpg", "JPEG", "png", "webp", "bmp"])
def test_every_kind_of_picture_is_read(tmp_path: Path, support_table: Record, suffix: str) -> None:
    folder = tmp_path / "frames"
    folder.mkdir()
    for number, size in enumerate([(640, 400), (300, 500), (20, 20), (200, 120)]):
        write_picture(folder / f"{number}.{suffix}", corners(size))
    info, frames = sampled(folder)
    assert len(frames) == 4
    for frame in frames:
        assert np.allclose(frame[30, 50], (220, 20, 20), atol=30)
        assert np.allclose(frame[90, 50], (20, 20, 220), atol=30)
    shapes = [cv2.imread(str(path)).shape[:2] for path in sorted((tmp_path / "out" / "thumbs").iterdir())]
    assert shapes == [(200, 320), (533, 320), (320, 320), (192, 320)]
    assert info.broken_pictures == []
    support_table("Video", f"Folder of {suffix.upper()} pictures", "read right")


def test_broken_pictures_are_named_and_keep_their_place(folder: Path, support_table: Record) -> None:
    (folder / "frame3.png").write_bytes(b"not a picture")
    (folder / "frame5.png").write_bytes((folder / "frame5.png").read_bytes()[:60])
    info, frames = sampled(folder)
    assert info.broken_pictures == ["frame3.png", "frame5.png"]
    greys = [colour[0] for colour in grey_steps(12)]
    # the picture before a broken one stays on the screen, with its own time
    expected = [0, 1, 1, 3, 3, 5, 6, 7, 8, 9, 10, 11]
    assert frames.mean((1, 2, 3)).round().astype(int).tolist() == [greys[row] for row in expected]
    assert info.frame_times_s == [2.0 * row for row in expected]
    support_table("Broken video", "Folder with broken pictures", "read right: the broken ones are named")


def test_turned_grey_and_transparent_pictures(tmp_path: Path) -> None:
    folder = tmp_path / "frames"
    folder.mkdir()
    turned = Image.fromarray(np.ascontiguousarray(np.rot90(corners((160, 96)))))
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned clockwise by 90 degrees
    turned.save(folder / "1.jpg", exif=exif)
    Image.fromarray(corners((160, 96))).convert("L").save(folder / "2.png")
    Image.fromarray(np.dstack([corners((160, 96)), np.full((96, 160), 128, np.uint8)])).save(folder / "3.png")
    Image.fromarray(corners((160, 96))).convert("P").save(folder / "4.png")
    info, frames = sampled(folder)
    assert np.allclose(frames[0, 30, 50], (220, 20, 20), atol=30)
    assert np.allclose(frames[0, 30, 150], (20, 200, 20), atol=40)
    assert len(frames) == 4
    assert (info.width, info.height) == (160, 96)


@pytest.mark.parametrize("size", [(60_000, 60_000), (10_000, 10_000)])
def test_pictures_with_huge_declared_sizes_are_broken(
    folder: Path, support_table: Record, size: tuple[int, int]
) -> None:
    data = bytearray((folder / "frame4.png").read_bytes())
    place = data.index(b"IHDR") + 4
    data[place : place + 8] = size[0].to_bytes(4, "big") + size[1].to_bytes(4, "big")
    (folder / "frame4.png").write_bytes(data)
    info, _ = sampled(folder)
    assert info.broken_pictures == ["frame4.png"]
    support_table(
        "Broken video",
        f"Folder with a picture of {size[0]:,} x {size[1]:,} points",
        "read right: it is named",
    )


def test_what_can_not_be_used_is_refused(tmp_path: Path, folder: Path, support_table: Record) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    (empty / "notes.txt").write_text("no pictures")
    with pytest.raises(VideoError, match="holds no pictures"):
        sampled(empty)
    with pytest.raises(VideoError, match="how many seconds lie between two") as caught:
        sampled(folder, period_s=None)
    support_table("Broken video", "Folder of pictures without a period", f"clear error: {caught.value}")
    for path in folder.glob("*.png"):
        if path.is_file():
            path.write_bytes(b"broken")
    with pytest.raises(VideoError, match=r"no picture in frames can be read \(broken: frame1.png") as caught:
        sampled(folder)
    assert not (tmp_path / "out").exists()
    support_table("Broken video", "Folder of broken pictures only", f"clear error: {caught.value}")


def test_names_sort_as_people_count() -> None:
    names = [
        "Frame10.jpg",
        "frame2.jpg",
        "frame1.jpg",
        "a.jpg",
        "3.jpg",
        "frame02b.jpg",
        "１０.jpg",
        "9" * 2000,
    ]
    ordered = sorted(names, key=natural_key)
    assert ordered.index("frame1.jpg") < ordered.index("frame2.jpg") < ordered.index("Frame10.jpg")
    assert ordered[0] == "3.jpg"


def test_a_film_and_its_pictures_agree(tmp_path: Path, shared_data: Path) -> None:
    film = shared_data / "us" / "video.mp4"
    folder = tmp_path / "frames"
    folder.mkdir()
    with av.open(str(film)) as container:
        for number, frame in enumerate(container.decode(video=0)):
            if number % 20 == 0:
                frame.to_image().save(folder / f"{number // 20 + 1}.jpg", quality=95)
    assert len(picture_files(folder)) == 109
    info, frames = sampled(folder)
    from_film = sample_video(film, tmp_path / "film")
    expected = np.load(tmp_path / "film" / "frames.npy", allow_pickle=False)
    assert info.frame_times_s == from_film.frame_times_s
    assert ((frames.astype(float) - expected) ** 2).mean() < 20  # 35 dB: JPEG lies between

"""Pictures of moments as a ZIP file with a list of whose they are."""

import csv
import io
import zipfile
from pathlib import Path

from crvae_core.export.moments_table import MomentsTable
from crvae_core.export.settings import FileSettings
from crvae_core.export.thumbnails import jpeg, picture
from crvae_core.files import atomic_path
from crvae_core.progress import Share
from crvae_core.spreadsheets import neutral
from crvae_core.wording import clock

CREDITS = ("file", "video", "time", "time_s", "date", "source", "licence", "caption")
NOTICE = (
    "Pictures of the films that credits.csv names, sampled for research, {size} pixels wide{blur}. The rights in them are those "
    "of the films: whether you may publish them is for you to clear. Faces can be blurred with the setting blur.\n"
)


def write_pictures(table: MomentsTable, path: Path, settings: FileSettings, progress: Share) -> None:
    """Write JPEG pictures, credits.csv (film, time, source, licence of each) and README.txt into one ZIP file."""
    listed = io.StringIO()
    writer = csv.writer(listed, lineterminator="\r\n")
    writer.writerow(CREDITS)
    with atomic_path(path) as temporary, zipfile.ZipFile(temporary, "w") as archive:
        for place, row in enumerate(table.rows.tolist()):
            frame = picture(table, row, settings.picture_width, settings.blur)
            pair = table.moments.pairs.iloc[row]
            name = f"pictures/{pair['pair_id']}.jpg".replace(":", "_")
            if frame is not None:
                archive.writestr(name, jpeg(frame, 90))
                writer.writerow([neutral(cell) for cell in _credit(table, name, row)])
            progress((place + 1) / len(table))
        blur = f" and blurred by {settings.blur} pixels" if settings.blur else ""
        archive.writestr("README.txt", NOTICE.format(size=settings.picture_width, blur=blur))
        archive.writestr("credits.csv", "\ufeff" + listed.getvalue())


def _credit(table: MomentsTable, name: str, row: int) -> list[str]:
    pair = table.moments.pairs.iloc[row]
    video = table.project.video(str(pair["video_id"]))
    told = table.properties[video.video_id]
    time_s = float(pair["frame_time_s"])
    properties = [told.get(key, "") for key in ("date", "source", "licence")]
    return [name, video.name, clock(time_s), f"{time_s:.3f}", *properties, str(pair["text"])]

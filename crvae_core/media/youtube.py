"""Captions of a YouTube link through youtube-transcript-api, and the film where the optional yt-dlp is installed."""

import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from youtube_transcript_api import YouTubeTranscriptApi
from youtube_transcript_api import _errors as service

from crvae_core.errors import CaptionError, InputError, VideoError
from crvae_core.files import write_json
from crvae_core.progress import Share

INSTALL_YT_DLP = "pip install -r requirements-extras.txt"
TIMEOUT_S = 20.0
_ID = re.compile(r"[A-Za-z0-9_-]{11}")
_HOSTS = ("youtube.com", "youtube-nocookie.com", "youtu.be")
_PATHS = ("embed", "shorts", "live", "v", "e")
# One file with sound and picture needs no ffmpeg to join; the model's pictures are 200 x 120, so 720 lines are plenty.
_FILM = "b[height<=720][ext=mp4]/b[height<=720]/bv*[height<=720][ext=mp4]/bv*[height<=720]/b/bv*"
_MOST_BYTES = 8_000_000_000


@dataclass(frozen=True)
class CaptionChoice:
    """Captions that a video has: the code to ask for, a name for people, and whether a machine made them."""

    language: str
    name: str
    generated: bool


def video_id(url: str) -> str:
    """The eleven letters that name a video in any form of its link, or given alone.

    Raises InputError if there are none.
    """
    url = url.strip()
    if _ID.fullmatch(url):
        return url
    try:
        parts = urlsplit(url if "//" in url else f"https://{url}")
        host = (parts.hostname or "").lower()
    except ValueError:
        host, parts = "", urlsplit("")
    if not any(host == known or host.endswith(f".{known}") for known in _HOSTS):
        raise InputError(f"'{url[:80]}' is no link of a YouTube video: copy it from the video's page")
    found = _id_of(host, [part for part in parts.path.split("/") if part], parse_qs(parts.query))
    if found is None or not _ID.fullmatch(found):
        kind = "a playlist" if "list=" in parts.query else "a channel or another page"
        raise InputError(f"'{url[:80]}' leads to {kind}, not to one video: open the video and copy its link")
    return found


def caption_choices(url: str, session: requests.Session | None = None) -> list[CaptionChoice]:
    """The captions of a video, made by people first.

    Where people and the machine made captions in one language, the machine's are asked for with "a.", as in "a.en".

    Args:
        session: how to reach the service; tests give their own.

    Raises CaptionError if the video has none or the service does not answer.
    """
    return [choice for choice, _ in _tracks(video_id(url), session)]


def fetch_captions(
    url: str, folder: Path, language: str | None = None, session: requests.Session | None = None
) -> Path:
    """Fetch captions of a video into a JSON file as youtube-transcript-api gives them.

    Args:
        language: a code as `caption_choices` gives it; "zh" also takes "zh-Hans". None takes what people wrote, else
            the language that is spoken.

    Raises CaptionError if the video has no such captions or the service does not answer.
    """
    name = video_id(url)
    choice, track = _choose(_tracks(name, session), language)
    with _Explained(name):
        fetched = track.fetch()
    rows = fetched.to_raw_data()
    if not rows:
        raise CaptionError(f"the {choice.name} captions of {name} are empty: choose another language")
    path = folder / f"{name}.{choice.language}.json"
    write_json(path, rows)
    return path


def fetch_video(url: str, folder: Path, progress: Share | None = None) -> Path:
    """Fetch the film of a link (at most 720 lines) with yt-dlp.

    Args:
        progress: is given the share that is done, from 0 to 1.

    Raises InputError if yt-dlp is not installed, VideoError if the film can't be had.
    """
    name = video_id(url)
    try:
        import yt_dlp
    except ImportError as error:
        raise InputError(
            f"fetching a film needs yt-dlp, which is not installed: run `{INSTALL_YT_DLP}`, or download the film "
            "yourself and give the file"
        ) from error
    folder.mkdir(parents=True, exist_ok=True)
    options = {
        "format": _FILM,
        "outtmpl": str(folder / f"{name}.%(ext)s"),
        "progress_hooks": [_reporter(progress)],
        "noplaylist": True,
        "logger": logging.getLogger(__name__),  # it prints its errors otherwise
        "quiet": True,
        "no_warnings": True,
        "noprogress": True,
        "max_filesize": _MOST_BYTES,
        "socket_timeout": TIMEOUT_S,
    }
    try:
        with yt_dlp.YoutubeDL(options) as downloader:
            downloader.extract_info(f"https://www.youtube.com/watch?v={name}", download=True)
    except yt_dlp.utils.DownloadError as error:
        raise VideoError(
            f"the film {name} can't be fetched ({_first_line(error)}): {_film_remedy(error)}"
        ) from error
    films = [path for path in folder.glob(f"{name}.*") if path.suffix not in {".part", ".json", ".ytdl"}]
    if not films:
        raise VideoError(
            f"the film {name} can't be fetched (it may be larger than 8 GB): download it yourself"
        )
    return films[0]


def _id_of(host: str, path: list[str], query: dict[str, list[str]]) -> str | None:
    if host.endswith("youtu.be"):
        return path[0] if path else None
    if path[:1] == ["attribution_link"]:
        inner = urlsplit(query.get("u", [""])[0])
        return parse_qs(inner.query).get("v", [None])[0]
    if path and path[0] in _PATHS:
        return path[1] if len(path) > 1 else None
    return query.get("v", [None])[0]


def _tracks(name: str, session: requests.Session | None) -> list[tuple[CaptionChoice, Any]]:
    """The choices of a video with what fetches each."""
    with _Explained(name):
        listed = list(YouTubeTranscriptApi(http_client=session or _Session()).list(name))
    written = {track.language_code for track in listed if not track.is_generated}
    choices = []
    for track in listed:
        double = track.is_generated and track.language_code in written
        code = f"a.{track.language_code}" if double else track.language_code
        choices.append((CaptionChoice(code, track.language, track.is_generated), track))
    if not choices:
        raise CaptionError(f"the video {name} has no captions: give a caption file")
    return choices


def _choose(tracks: Sequence[tuple[CaptionChoice, Any]], language: str | None) -> tuple[CaptionChoice, Any]:
    if language is None:
        spoken = next((choice.language.removeprefix("a.") for choice, _ in tracks if choice.generated), None)
        own = [found for found in tracks if found[0].language == spoken]
        return own[0] if own else tracks[0]
    wanted = language.lower()
    for exact in (True, False):
        for choice, track in tracks:
            code = choice.language.lower()
            if code == wanted or (not exact and _base(code) == _base(wanted)):
                return choice, track
    known = ", ".join(choice.language for choice, _ in tracks)
    raise CaptionError(f"the video has no captions in '{language}': choose one of {known}")


def _base(code: str) -> str:
    """The language of a code: zh of zh-Hans, en of a.en."""
    return code.removeprefix("a.").split("-")[0]


class _Session(requests.Session):
    """A session that does not wait for ever."""

    def request(self, *args: Any, **kwargs: Any) -> requests.Response:
        kwargs.setdefault("timeout", TIMEOUT_S)
        return super().request(*args, **kwargs)


class _Explained:
    """Turns what the library and the network raise into a sentence with a remedy."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if error is None or isinstance(error, InputError):
            return
        reason = _reason(error, self.name)
        if reason is not None:
            raise CaptionError(reason) from error


def _reason(error: BaseException, name: str) -> str | None:
    """What happened and what to do; None for faults that are not the service's."""
    by_hand = "get the captions another way and give the file"
    sentences: tuple[tuple[type[BaseException], str], ...] = (
        (service.TranscriptsDisabled, f"captions are disabled for the video {name}: give a caption file"),
        (service.NoTranscriptFound, f"the video {name} has no captions in this language: choose another"),
        (service.AgeRestricted, f"the video {name} is shown to adults with an account only: {by_hand}"),
        (
            service.RequestBlocked,
            f"YouTube blocks requests from this address (many servers and fast repeats are blocked): try again later "
            f"or from another network, or {by_hand}",
        ),
        (
            service.PoTokenRequired,
            f"YouTube asks for a proof that this is no robot for the video {name}: {by_hand}",
        ),
        (service.VideoUnavailable, f"there is no video {name} any more: check the link"),
        (service.InvalidVideoId, f"there is no video {name}: check the link"),
        (
            service.FailedToCreateConsentCookie,
            f"YouTube asks for consent to cookies and did not take it: {by_hand}",
        ),
        (
            service.YouTubeRequestFailed,
            f"YouTube refused the request for {name} ({_first_line(error)}): try again later",
        ),
        (
            requests.exceptions.JSONDecodeError,
            f"YouTube's answer for {name} is no answer: try again later, or {by_hand}",
        ),
        (requests.exceptions.Timeout, "YouTube does not answer: check the connection and try again"),
        (
            requests.exceptions.RequestException,
            "YouTube can't be reached: check the connection and try again",
        ),
    )
    if isinstance(error, service.VideoUnplayable):
        why = " ".join([error.reason or "no reason is given", *error.sub_reasons])
        private = ", it is private" if "private" in why.lower() else ""
        return f"the video {name} can't be played{private} ({why[:160].strip()}): check the link, or give the files"
    for kind, sentence in sentences:
        if isinstance(error, kind):
            return sentence
    if isinstance(
        error, service.CouldNotRetrieveTranscript | ValueError | KeyError | SyntaxError | AttributeError
    ):
        return f"YouTube's answer for {name} can't be read, it may have changed: update youtube-transcript-api, or {by_hand}"
    return None


def _first_line(error: BaseException) -> str:
    reason = getattr(error, "reason", None) or str(error)
    line = next((line.strip() for line in str(reason).splitlines() if line.strip()), "no reason is given")
    return re.sub(r"\x1b\[[0-9;]*m", "", line).removeprefix("ERROR:").strip()[:160]


def _film_remedy(error: BaseException) -> str:
    said = str(error).lower()
    if "private" in said or "sign in" in said:
        return "it is not open to everybody, or YouTube blocks this address; download it yourself and give the file"
    return "check the link and the connection, update yt-dlp, or download the film yourself and give the file"


def _reporter(progress: Share | None) -> Callable[[dict[str, Any]], None]:
    def report(state: dict[str, Any]) -> None:
        total = state.get("total_bytes") or state.get("total_bytes_estimate")
        if progress and state.get("status") == "finished":
            progress(1.0)
        elif progress and total:
            progress(min(1.0, state.get("downloaded_bytes", 0) / total))

    return report

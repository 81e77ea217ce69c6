"""YouTube links against recorded answers that a local server gives in the shape of the service's own."""

import json
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import requests
from requests.adapters import HTTPAdapter

from crvae_core.errors import CaptionError, InputError, VideoError
from crvae_core.media.captions import read_captions
from crvae_core.media.youtube import CaptionChoice, caption_choices, fetch_captions, fetch_video, video_id

NAME = "dQw4w9WgXcQ"
LINK = f"https://www.youtube.com/watch?v={NAME}"
PAGE = '<html><script>ytcfg.set({"INNERTUBE_API_KEY": "AIzaSyTest_Key-1", "x": 1});</script></html>'
CONSENT = '<form action="https://consent.youtube.com/s"><input name="v" value="cb.2026"></form>'
TRACK = (
    '<?xml version="1.0" encoding="utf-8" ?><transcript><text start="0" dur="3.76">health officials &amp;amp; more</text>'
    '<text start="1.92" dur="3.68">don&amp;#39;t {language}</text></transcript>'
)


def track(language: str, name: str, generated: bool = False, extra: str = "") -> dict[str, Any]:
    url = f"https://www.youtube.com/api/timedtext?v={NAME}&lang={language}&kind={'asr' if generated else ''}{extra}&fmt=srv3"
    kind = {"kind": "asr"} if generated else {}
    return {
        "baseUrl": url,
        "name": {"runs": [{"text": name}]},
        "languageCode": language,
        "isTranslatable": False,
        **kind,
    }


def player(
    *tracks: dict[str, Any], status: str = "OK", reason: str | None = None, detail: str | None = None
) -> dict[str, Any]:
    playability: dict[str, Any] = {"status": status}
    if reason:
        playability["reason"] = reason
    if detail:
        playability["errorScreen"] = {
            "playerErrorMessageRenderer": {"subreason": {"runs": [{"text": detail}]}}
        }
    answer: dict[str, Any] = {"playabilityStatus": playability}
    if tracks:
        answer["captions"] = {
            "playerCaptionsTracklistRenderer": {"captionTracks": list(tracks), "translationLanguages": []}
        }
    return answer


class Service:
    """What the local server answers; a test changes it."""

    page: str | bytes = PAGE
    page_status = 200
    answer: Any = None
    track = TRACK
    track_status = 200

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.address = ""

    def reply(self, path: str) -> tuple[int, bytes]:
        self.asked.append(path)
        if path.startswith("/watch"):
            return self.page_status, self.page if isinstance(self.page, bytes) else self.page.encode()
        if path.startswith("/youtubei/v1/player"):
            return 200, self.answer if isinstance(self.answer, bytes) else json.dumps(self.answer).encode()
        language = path.partition("lang=")[2].partition("&")[0]
        return self.track_status, self.track.replace("{language}", language).encode()


class Detour(HTTPAdapter):
    """Sends what is meant for YouTube to the local server."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        assert request.url is not None
        request.url = request.url.replace("https://www.youtube.com", self.address)
        return super().send(request, *args, **kwargs)


@pytest.fixture
def service() -> Iterator[Service]:
    recorded = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = recorded.reply(self.path)
            self.send_response(status)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.do_GET()

        def log_message(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    recorded.address = f"http://127.0.0.1:{server.server_port}"
    recorded.answer = player(
        track("en", "English"),
        track("zh-Hans", "Chinese (Simplified)"),
        track("en", "English (auto-generated)", generated=True),
    )
    yield recorded
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def session(service: Service) -> Iterator[requests.Session]:
    with requests.Session() as detoured:
        detoured.mount("https://www.youtube.com", Detour(service.address))
        yield detoured


@pytest.mark.parametrize(
    "url",
    [
        NAME, LINK, f"{LINK}&t=42s&list=PL1", f"http://m.youtube.com/watch?list=PL1&v={NAME}", f"https://youtu.be/{NAME}?si=x",
        f"youtube.com/shorts/{NAME}", f"https://www.youtube.com/embed/{NAME}?start=3", f"https://www.youtube.com/live/{NAME}",
        f"https://www.youtube-nocookie.com/embed/{NAME}", f"https://music.youtube.com/watch?v={NAME}", f" {LINK} ",
        f"https://www.youtube.com/v/{NAME}", f"https://www.youtube.com/attribution_link?a=1&u=%2Fwatch%3Fv%3D{NAME}",
    ],
)  # fmt: skip
def test_a_video_is_named_by_any_form_of_its_link(url: str) -> None:
    assert video_id(url) == NAME


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("", "is no link"),
        ("https://vimeo.com/123456", "is no link"),
        (f"https://evil.com/watch?v={NAME}", "is no link"),
        (f"https://notyoutube.com/watch?v={NAME}", "is no link"),
        ("https://[", "is no link"),
        ("https://www.youtube.com/playlist?list=PL123", "leads to a playlist"),
        ("https://www.youtube.com/@channel", "leads to a channel"),
        ("https://www.youtube.com/watch?v=../../etc", "leads to a channel or another page"),
    ],
)
def test_other_links_are_refused(url: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        video_id(url)


def test_choices_tell_people_from_machines(session: requests.Session) -> None:
    assert caption_choices(LINK, session) == [
        CaptionChoice("en", "English", False),
        CaptionChoice("zh-Hans", "Chinese (Simplified)", False),
        CaptionChoice("a.en", "English (auto-generated)", True),
    ]


def test_captions_come_to_disk_and_read_right(
    tmp_path: Path, session: requests.Session, support_table: Any
) -> None:
    path = fetch_captions(LINK, tmp_path / "new", session=session)
    assert path == tmp_path / "new" / f"{NAME}.en.json"
    captions = read_captions(path)
    assert [(s.start, s.end, s.text) for s in captions.segments] == [
        (0.0, 1.92, "health officials & more"),
        (1.92, 5.6, "don't en"),
    ]
    support_table("Captions", "A YouTube link (youtube-transcript-api)", "read right")


@pytest.mark.parametrize(
    ("language", "asked", "name"),
    [("zh-Hans", "lang=zh-Hans&kind=", "zh-Hans"), ("zh", "lang=zh-Hans&kind=", "zh-Hans"), ("en", "lang=en&kind=", "en"),
     ("a.en", "lang=en&kind=asr", "a.en"), ("en-US", "lang=en&kind=", "en")],
)  # fmt: skip
def test_the_language_can_be_chosen(
    tmp_path: Path, session: requests.Session, service: Service, language: str, asked: str, name: str
) -> None:
    assert fetch_captions(LINK, tmp_path, language, session).name == f"{NAME}.{name}.json"
    assert service.asked[-1].endswith(asked)


def test_the_language_that_is_spoken_is_taken_first(
    tmp_path: Path, session: requests.Session, service: Service
) -> None:
    service.answer = player(
        track("ab", "Abkhazian"), track("de", "German"), track("de", "German (auto)", generated=True)
    )
    assert fetch_captions(LINK, tmp_path, session=session).name == f"{NAME}.de.json"


def test_a_language_that_is_missing_names_the_others(tmp_path: Path, session: requests.Session) -> None:
    with pytest.raises(CaptionError, match=r"no captions in 'fr': choose one of en, zh-Hans, a\.en"):
        fetch_captions(LINK, tmp_path, "fr", session)
    assert not list(tmp_path.iterdir())


REFUSALS: dict[str, tuple[dict[str, Any], str]] = {
    "captions disabled": ({"answer": player()}, f"captions are disabled for the video {NAME}: give a caption file"),
    "no captions": ({"answer": {"playabilityStatus": {"status": "OK"}, "captions": {}}}, "captions are disabled"),
    "a video that is gone": (
        {"answer": player(status="ERROR", reason="This video is unavailable")}, f"there is no video {NAME} any more"),
    "a private video": (
        {"answer": player(status="LOGIN_REQUIRED", reason="This video is private", detail="Sign in if you were granted access.")},
        "can't be played, it is private"),
    "an upcoming video": ({"answer": player(status="LIVE_STREAM_OFFLINE", reason="Premieres in 2 hours")}, "in 2 hours"),
    "an age limit": (
        {"answer": player(status="LOGIN_REQUIRED", reason="This video may be inappropriate for some users.")}, "adults"),
    "a blocked address": (
        {"answer": player(status="LOGIN_REQUIRED", reason="Sign in to confirm you’re not a bot")}, "YouTube blocks requests"),
    "too many requests": ({"page_status": 429}, "YouTube blocks requests from this address"),
    "a captcha": ({"page": '<div class="g-recaptcha"></div>'}, "YouTube blocks requests from this address"),
    "a page of another kind": ({"page": "<html></html>"}, "answer for .* can't be read"),
    "a consent page that stays": ({"page": CONSENT}, "consent to cookies"),
    "a server error": ({"page_status": 500}, "refused the request .*500"),
    "an answer that is no JSON": ({"answer": b"<html>"}, "is no answer"),
    "a proof that is asked for": ({"answer": player(track("en", "English", extra="&exp=xpe"))}, "a proof that this is no robot"),
    "a track that is gone": ({"track_status": 404}, "refused the request .*404"),
    "a track that is empty": ({"track": "<transcript></transcript>"}, "are empty"),
    "a track that is damaged": ({"track": "<transcript><text start="}, "can't be read"),
    "a track with an XML bomb": (
        {"track": '<!DOCTYPE t [<!ENTITY a "aa">]><transcript><text start="1">&a;</text></transcript>'}, "can't be read"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSALS)
def test_each_refusal_says_what_to_do(
    tmp_path: Path, session: requests.Session, service: Service, support_table: Any, name: str
) -> None:
    changes, said = REFUSALS[name]
    for key, value in changes.items():
        setattr(service, key, value)
    with pytest.raises(CaptionError, match=said) as refused:
        fetch_captions(LINK, tmp_path, session=session)
    assert "\n" not in str(refused.value)
    assert not list(tmp_path.iterdir())
    support_table("Broken captions", f"a YouTube link: {name}", f"clear error: {refused.value}")


def test_no_network_is_told(tmp_path: Path) -> None:
    with requests.Session() as session:
        session.mount("https://www.youtube.com", Detour("http://127.0.0.1:9"))
        with pytest.raises(CaptionError, match="YouTube can't be reached: check the connection"):
            fetch_captions(LINK, tmp_path, session=session)


class FakeDownloader:
    """In place of yt-dlp's own: writes a file and reports its progress."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.options = options

    def __enter__(self) -> "FakeDownloader":
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def extract_info(self, url: str, download: bool) -> None:
        assert (url, download) == (LINK, True)
        (report,) = self.options["progress_hooks"]
        report({"status": "downloading", "downloaded_bytes": 5, "total_bytes": 10})
        report({"status": "downloading", "downloaded_bytes": 8})
        report({"status": "finished"})
        Path(self.options["outtmpl"] % {"ext": "mp4"}).write_bytes(b"film")


def fake_yt_dlp(monkeypatch: pytest.MonkeyPatch, downloader: type) -> ModuleType:
    module = ModuleType("yt_dlp")
    module.YoutubeDL = downloader  # type: ignore[attr-defined]
    module.utils = ModuleType("utils")  # type: ignore[attr-defined]
    module.utils.DownloadError = type("DownloadError", (Exception,), {})  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "yt_dlp", module)
    return module


def test_the_film_comes_where_yt_dlp_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_yt_dlp(monkeypatch, FakeDownloader)
    shares: list[float] = []
    film = fetch_video(LINK, tmp_path / "new", shares.append)
    assert (film.name, film.read_bytes()) == (f"{NAME}.mp4", b"film")
    assert shares == [0.5, 1.0]


def test_the_film_without_yt_dlp_says_how_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "yt_dlp", None)
    with pytest.raises(InputError, match=r"not installed: run `pip install -r requirements-extras\.txt`"):
        fetch_video(LINK, tmp_path, lambda _: None)


def test_a_film_that_cannot_be_had_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Failing(FakeDownloader):
        def extract_info(self, url: str, download: bool) -> None:
            raise module.utils.DownloadError("\x1b[0;31mERROR:\x1b[0m [youtube] Private video. Sign in\nmore")

    module = fake_yt_dlp(monkeypatch, Failing)
    with pytest.raises(
        VideoError, match=r"can't be fetched \(\[youtube\] Private video\. Sign in\): it is not open"
    ):
        fetch_video(LINK, tmp_path)

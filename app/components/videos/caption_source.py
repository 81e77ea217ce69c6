"""Where the words come from: an upload, a YouTube link, or nowhere; with a preview of what was read."""

import shutil
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import streamlit as st

from app import state, uploads
from app.frame import explained
from app.plain_text import clock, count, plain
from crvae_core.file_names import file_name
from crvae_core.media.captions import CaptionOptions, Captions, encoding_previews, read_captions
from crvae_core.media.youtube import caption_choices, fetch_captions
from crvae_core.text.tokenizers import detect_language

SOURCES = {"upload": "Upload", "youtube": "Link", "none": "No captions"}
CAPTION_TYPES = [
    "srt", "vtt", "json", "json3", "txt", "ass", "ssa", "ttml", "dfxp", "xml", "smi", "sami", "sub", "sbv",
    "csv", "tsv", "srv1", "srv2", "srv3", "lrc", "textgrid", "eaf", "exb", "trs", "edl", "stl", "tmp", "cap", "jsonl",
    "ndjson", "usf", "otr", "log", "text", "py",
]  # fmt: skip
LANGUAGES = {"en": "English", "zh": "Chinese", "other": "another language"}
PREVIEW = 5  # segments
LONGEST_FILM_S = 5 * 3600.0


@dataclass(frozen=True)
class CaptionChoice:
    """Chosen captions: a file of ours on disk with how to read it (None: none are wanted), and what was read."""

    path: Path | None
    options: CaptionOptions
    spoken: Captions | None

    def bring(self, folder: Path) -> dict[str, str]:
        """Put the file into the folder of the work that reads it, and say what it is called there."""
        if self.path is None:
            return {}
        place = folder / "captions"
        place.mkdir()
        shutil.copyfile(self.path, place / self.path.name)
        return {"captions": f"{place.name}/{self.path.name}"}


def show(generation: int) -> CaptionChoice | None:
    """Draw the choice and the preview; None while nothing usable is chosen."""
    source = st.segmented_control(
        "Captions",
        list(SOURCES),
        default="upload",
        required=True,
        wrap=True,
        format_func=SOURCES.__getitem__,
        key=f"captions-source-{generation}",
    )
    if source == "none":
        st.caption(
            "Without captions the model learns the pictures alone: the map shows what is seen, words and "
            "verbalised words are missing."
        )
        return CaptionChoice(None, CaptionOptions(), None)
    path = _uploaded(generation) if source == "upload" else _from_youtube(generation)
    return preview(path, generation) if path else None


def forget() -> None:
    """Remove the copies of captions that this session made."""
    folder = st.session_state.pop("captions-folder", None)
    if folder:
        shutil.rmtree(folder, ignore_errors=True)


def _folder() -> Path:
    """A folder of this session for captions between preview and "Add video"."""
    if "captions-folder" not in st.session_state or not Path(st.session_state["captions-folder"]).is_dir():
        state.workspace().mkdir(parents=True, exist_ok=True)
        uploads.remove_abandoned(state.workspace())
        st.session_state["captions-folder"] = tempfile.mkdtemp(prefix=".upload-", dir=state.workspace())
    return Path(st.session_state["captions-folder"])


def _uploaded(generation: int) -> Path | None:
    upload = st.file_uploader(
        "Caption file",
        CAPTION_TYPES,
        key=f"captions-upload-{generation}",
        help="SRT, WebVTT, ASS, TTML, SAMI, MicroDVD, SBV, lyrics; JSON of YouTube, Whisper and other recognisers; CSV; Praat "
        "and ELAN; markers of Premiere and Resolve; lists with clocks; plain text, a caption a line. What a file is, is told "
        "from its content.",
    )
    if upload is None:
        return None
    path = _folder() / file_name(uploads.given_name(upload.name))
    uploads.copy(upload, path)
    return path


def _from_youtube(generation: int) -> Path | None:
    url = st.text_input(
        "Link of the video", key=f"youtube-{generation}", placeholder="https://www.youtube.com/watch?v=..."
    ).strip()
    if not url:
        return None
    with explained(ends_page=False):
        choices = st.session_state.setdefault("youtube-choices", {})
        if url not in choices:
            with st.spinner("Asking which captions there are"):
                choices[url] = caption_choices(url)
        names = {choice.language: choice for choice in choices[url]}
        language = st.selectbox(
            "Language of the captions",
            list(names),
            format_func=lambda key: f"{names[key].name}{' (automatic)' if names[key].generated else ''}",
            key=f"youtube-language-{generation}-{url}",
        )
        fetched = st.session_state.setdefault("youtube-fetched", {})
        if (url, language) not in fetched or not Path(fetched[url, language]).exists():
            with st.spinner("Fetching the captions"):
                fetched[url, language] = fetch_captions(url, _folder(), language)
        return Path(fetched[url, language])
    return None


def preview(path: Path, generation: int) -> CaptionChoice | None:
    """Draw what was read from a file and what can be chosen about it; None if it can't be read, which is said."""
    with explained(ends_page=False):
        options = _options(path, generation)
        spoken = read_captions(path, options)
        chosen = _choices(spoken, options, f"{generation}-{path.name}")
        if chosen != options:
            options, spoken = chosen, read_captions(path, chosen)
        language = LANGUAGES[detect_language(segment.text for segment in spoken.segments)]
        times = "with times" if spoken.timed else "without times"
        st.caption(
            f"{count(len(spoken.segments), 'caption')} {times} · {spoken.format} · {spoken.encoding} · looks {language}"
        )
        with st.container(border=True):
            for segment in spoken.segments[:PREVIEW]:
                start = f"**{clock(segment.start)}** " if segment.start is not None else ""
                st.markdown(start + plain(segment.text))
        if spoken.notes:
            with st.expander(
                f"Repaired or left out: {count(len(spoken.notes), 'note')}", icon=":material/build:"
            ):
                for note in spoken.notes:
                    st.caption(plain(note.message))
        return CaptionChoice(path, options, spoken)
    return None


def _choices(spoken: Captions, options: CaptionOptions, key: str) -> CaptionOptions:
    """What only a person can tell about a file: which tier holds the words, where its clock starts, how it counts."""
    tier = _tier(spoken, key) if len(spoken.tiers) > 1 else options.tier
    return replace(options, tier=tier, start_s=_start(spoken, key), frame_rate=_frame_rate(spoken, key))


def _tier(spoken: Captions, key: str) -> str:
    layers = {layer.name: f"{layer.name} ({count(layer.words, 'word')})" for layer in spoken.tiers}
    read = next((place for place, layer in enumerate(spoken.tiers) if layer.chosen), 0)
    return st.selectbox(
        "Which tier holds the words", list(layers), read, format_func=layers.__getitem__, key=f"tier-{key}"
    )


def _start(spoken: Captions, key: str) -> float | None:
    """Where the captions' clock starts, in seconds; None where nothing is to be said."""
    if (offered := spoken.offered_start_s) is not None:
        usual = offered >= LONGEST_FILM_S  # no film has its first words so late
        wanted = st.toggle(
            f"The captions' clock starts at {clock(offered)}",
            usual,
            key=f"start-{key}",
            help="As in broadcasting: this time is taken off all of them. It is also taken off if the film is shorter.",
            wrap=True,
        )
        return offered if wanted else 0.0 if usual else None
    if any(note.kind == "programme start" for note in spoken.notes):
        return (
            0.0
            if st.toggle("Keep the captions' clock as it is in the file", key=f"keep-{key}", wrap=True)
            else None
        )
    return None


def _frame_rate(spoken: Captions, key: str) -> float | None:
    if all(note.kind != "frame rate" for note in spoken.notes):
        return None
    given = st.number_input(
        "Frames a second in the captions' clocks (0: as assumed)", 0.0, 120.0, 0.0, 1.0, key=f"rate-{key}",
        help="The clocks count frames and do not say how many make a second: give the frame rate of the film.",
    )  # fmt: skip
    return float(given) if given >= 1 else None


def _options(path: Path, generation: int) -> CaptionOptions:
    with st.popover("Wrong letters, or sounds among the words?", icon=":material/translate:"):
        previews = {preview.encoding: preview for preview in encoding_previews(path)}
        names = ["auto", *previews]
        encoding = st.selectbox(
            "Text encoding",
            names,
            format_func=lambda name: "Find out" if name == "auto" else name,
            key=f"encoding-{generation}",
        )
        for preview in previews.values():
            st.caption(f"**{preview.encoding}**: {plain(' / '.join(preview.lines))[:160]}")
        drop = st.toggle(
            "Leave out [Applause], (music) and the like", key=f"drop-sounds-{generation}", wrap=True
        )
    return CaptionOptions(encoding=None if encoding == "auto" else encoding, drop_sounds=drop)

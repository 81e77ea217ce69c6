"""Where the words come from: an upload, a YouTube link, or nowhere; with a preview of what was read."""

import shutil
import tempfile
from dataclasses import dataclass
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
    "csv", "tsv", "srv1", "srv2", "srv3", "lrc",
]  # fmt: skip
LANGUAGES = {"en": "English", "zh": "Chinese", "other": "another language"}
PREVIEW = 5  # segments


@dataclass(frozen=True)
class CaptionChoice:
    """Chosen captions: a file of ours on disk with how to read it (None: none are wanted), and what was read."""

    path: Path | None
    options: CaptionOptions
    spoken: Captions | None


def show(generation: int) -> CaptionChoice | None:
    """Draw the choice and the preview; None while nothing usable is chosen."""
    source = st.segmented_control(
        "Captions",
        list(SOURCES),
        default="upload",
        required=True,
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
    return _preview(path, generation) if path else None


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
        help="SRT, WebVTT, ASS, TTML, SAMI, MicroDVD, SBV; YouTube and Whisper JSON; CSV; plain text, a caption a line.",
    )
    if upload is None:
        return None
    path = _folder() / file_name(upload.name)
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


def _preview(path: Path, generation: int) -> CaptionChoice | None:
    with explained(ends_page=False):
        options = _options(path, generation)
        spoken = read_captions(path, options)
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
        drop = st.toggle("Leave out [Applause], (music) and the like", key=f"drop-sounds-{generation}")
    return CaptionOptions(encoding=None if encoding == "auto" else encoding, drop_sounds=drop)

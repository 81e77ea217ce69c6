"""Word vectors that can be had by their name: where their publishers offer them, and what is known of the files.

No publisher gives checksums. Those below are SHA-256 sums that several independent projects have recorded of the
same address. Where there is none, the sum of the first download is kept and later ones are compared (`known_files`).
"""

from dataclasses import dataclass
from functools import cache

STANFORD = "https://nlp.stanford.edu/data"
FASTTEXT = "https://dl.fbaipublicfiles.com/fasttext"
GOOGLE_DRIVE = "https://drive.usercontent.google.com/download?export=download&confirm=t&id="


@dataclass(frozen=True)
class KnownVectors:
    """Published word vectors.

    Attributes:
        name: by which they are added.
        url: the file at the publisher; empty where only a person with a browser can get it, from `page`.
        file: what the file is called.
        languages: as codes.
        dim: values per word.
        member: of a zip with several files, the one to take.
        sha256: of the file, where it is known for certain.
        page: says more, or offers the download to a person.
    """

    name: str
    url: str
    file: str
    languages: tuple[str, ...]
    dim: int
    page: str
    member: str | None = None
    sha256: str | None = None


def find_known(name: str) -> KnownVectors | None:
    """The known word vectors of this name; None if there are none."""
    return _known().get(name)


def known_names() -> list[str]:
    """All names, English first, then Chinese, then those of many languages."""
    return list(_known())


_GLOVE_PAGE = "https://nlp.stanford.edu/projects/glove/"
_GLOVE = {  # archive: (names of the sizes, SHA-256)
    "glove.6B": (
        (50, 100, 200, 300),
        "617afb2fe6cbd085c235baf7a465b96f4112bd7f7ccb2b2cbd649fed9cbcf2fb",
    ),
    "glove.twitter.27B": (
        (25, 50, 100, 200),
        "792af52f795d1a32c9842a3240f5f3fe5e941a8ff6df5eb0f9d668092ebc019c",
    ),
    "glove.42B.300d": ((300,), "03d5d7fa28e58762ace4b85fb71fe86a345ef0b5ff39f5390c14869da0fc1970"),
    "glove.840B.300d": ((300,), "c06db255e65095393609f19a4cfca20bf3a71e20cc53e892aafa490347e3849f"),
}
_GLOVE_2024 = {  # file: size
    "glove.2024.wikigiga.50d": 50,
    "glove.2024.wikigiga.100d": 100,
    "glove.2024.wikigiga.200d": 200,
    "glove.2024.wikigiga.300d": 300,
    "glove.2024.dolma.300d": 300,
}
_FASTTEXT_ENGLISH = {  # file: SHA-256
    "wiki-news-300d-1M": "bdeb85f44892c505953e3654183e9cb0d792ee51be0992460593e27198d746f8",
    "crawl-300d-2M": "5bfffffbabdab299d4c9165c47275e8f982807a6eaca37ee1f71d3a79ddb544d",
}

# https://fasttext.cc/docs/en/crawl-vectors.html: 157 languages and English
CRAWL_LANGUAGES = (
    "af als am an ar arz as ast az azb ba bar bcl be bg bh bn bo bpy br bs ca ce ceb ckb co cs cv cy da de diq dv el "
    "eml en eo es et eu fa fi fr frr fy ga gd gl gom gu gv he hi hif hr hsb ht hu hy ia id ilo io is it ja jv ka kk km "
    "kn ko ku ky la lb li lmo lt lv mai mg mhr min mk ml mn mr mrj ms mt mwl my myv mzn nah nap nds ne new nl nn no "
    "nso oc or os pa pam pfl pl pms pnb ps pt qu rm ro ru sa sah sc scn sco sd sh si sk sl so sq sr su sv sw ta te tg "
    "th tk tl tr tt ug uk ur uz vec vi vls vo wa war xmf yi yo zea zh"
)
# https://fasttext.cc/docs/en/aligned-vectors.html: these share one space, so that videos can be compared
ALIGNED_LANGUAGES = (
    "af ar bg bn bs ca cs da de el en es et fa fi fr he hi hr hu id it ko lt lv mk ms nl no pl pt ro ru sk sl sq sv ta "
    "th tl tr uk vi zh"
)

# Only the vectors of the merged corpora can be fetched without a person at a browser (from Google Drive, by these
# ids); the page links the others to a service that asks people to log in.
_SGNS_PAGE = "https://github.com/Embedding/Chinese-Word-Vectors"
_SGNS_FEATURES = ("word", "bigram", "char", "bigram-char")
_SGNS_MERGED = (
    "1Zh9ZCEu8_eSQ-qkYVQufQDNKPC4mtEKR",
    "1WUU9LnoAjs--1E_WqcghLJ-Pp8bb38oS",
    "1aVAK0Z2E5DkdIH6-JHbiWSL5dbAcz6c3",
    "1kSAl4_AOg3_6ayU7KRM0Nk66uGdSZdnk",
)
_SGNS_CORPORA = ("wiki", "baidubaike", "renmin", "sogou", "financial", "zhihu", "weibo", "literature")


@cache
def _known() -> dict[str, KnownVectors]:
    return {known.name: known for known in (*_english(), *_chinese(), *_of_many_languages())}


def _english() -> list[KnownVectors]:
    found = []
    for archive, (dims, sha256) in _GLOVE.items():
        for dim in dims:
            name = archive if len(dims) == 1 else f"{archive}.{dim}d"
            url, file = f"{STANFORD}/{archive}.zip", f"{archive}.zip"
            found.append(KnownVectors(name, url, file, ("en",), dim, _GLOVE_PAGE, f"{name}.txt", sha256))
    for name, dim in _GLOVE_2024.items():
        url = f"{STANFORD}/wordvecs/{name}.zip"
        found.append(KnownVectors(name, url, f"{name}.zip", ("en",), dim, _GLOVE_PAGE))
    page = "https://fasttext.cc/docs/en/english-vectors.html"
    for name, sha256 in _FASTTEXT_ENGLISH.items():
        url = f"{FASTTEXT}/vectors-english/{name}.vec.zip"
        found.append(KnownVectors(name, url, f"{name}.vec.zip", ("en",), 300, page, None, sha256))
    return found


def _chinese() -> list[KnownVectors]:
    found = []
    for features, drive_id in zip(_SGNS_FEATURES, _SGNS_MERGED, strict=True):
        name = f"sgns.merge.{features}"
        url = GOOGLE_DRIVE + drive_id
        found.append(KnownVectors(name, url, f"{name}.bz2", ("zh",), 300, _SGNS_PAGE))
    for corpus in _SGNS_CORPORA:
        for features in _SGNS_FEATURES:
            name = f"sgns.{corpus}.{features}"
            found.append(KnownVectors(name, "", f"{name}.bz2", ("zh",), 300, _SGNS_PAGE))
    return found


def _of_many_languages() -> list[KnownVectors]:
    page = "https://fasttext.cc/docs/en"
    crawled = [
        KnownVectors(
            f"cc.{language}.300",
            f"{FASTTEXT}/vectors-crawl/cc.{language}.300.vec.gz",
            f"cc.{language}.300.vec.gz",
            (language,),
            300,
            f"{page}/crawl-vectors.html",
        )
        for language in CRAWL_LANGUAGES.split()
    ]
    aligned = [
        KnownVectors(
            f"wiki.{language}.align",
            f"{FASTTEXT}/vectors-aligned/wiki.{language}.align.vec",
            f"wiki.{language}.align.vec",
            (language,),
            300,
            f"{page}/aligned-vectors.html",
        )
        for language in ALIGNED_LANGUAGES.split()
    ]
    return [*crawled, *aligned]

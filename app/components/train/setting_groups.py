"""The settings of a preset in groups, each with a sentence on what they do."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class SettingGroup:
    """Settings that belong together, by name."""

    title: str
    says: str
    names: frozenset[str]


def _group(title: str, says: str, names: str) -> SettingGroup:
    return SettingGroup(title, says, frozenset(names.split()))


GROUPS = (
    _group(
        "How large the model is",
        "Larger networks and longer vectors hold more detail, and take longer to train.",
        "shared_size picture_size words_size latent_size image_width image_features text_hidden hidden layers heads channels "
        "enlarge encoder_layers decoder_layers",
    ),
    _group(
        "What kind of model it is",
        "What the model reads, and where the report of 2023 and its script differ.",
        "picture words cell states latent batch_norm sampling log_scale log_var_limit padding embeddings",
    ),
    _group(
        "How fast it learns",
        "Larger steps are faster and less steady; more moments per step are steadier and need more memory.",
        "learning_rate batch_size warm_up shuffle text_passes steps epochs",
    ),
    _group(
        "What it takes care of",
        "Each weight says how much an error counts: raise one, and the model takes more care of that.",
        "scene_weight image_weight text_weight softmax_weight end_weight consistency agreement",
    ),
    _group(
        "How orderly the vectors are",
        "Higher weights make vectors simpler and better to compare, lower ones keep more of each moment (KL, in nats).",
        "shared_kl picture_kl words_kl kl_weight free_bits",
    ),
    _group(
        "What makes learning harder",
        "Hidden words and altered pictures keep the model from learning by heart.",
        "altered_views word_dropout part_dropout teacher_forcing",
    ),
)
OTHERS = SettingGroup("How it runs", "Chance, number formats, saved states, what is kept out.", frozenset())


def grouped(names: Collection[str]) -> Sequence[tuple[SettingGroup, list[str]]]:
    """The groups that have some of the named settings, with these; what belongs to none comes last."""
    found = [(group, [name for name in names if name in group.names]) for group in GROUPS]
    known = frozenset().union(*(group.names for group in GROUPS))
    found.append((OTHERS, [name for name in names if name not in known]))
    return [(group, own) for group, own in found if own]

"""Sample pictures while a run trains: four fixed pairs, the original above its reconstruction, and their words."""

import numpy as np
import torch
from PIL import Image

from crvae_core.decoding.decode import decode_pairs, spell, to_pictures
from crvae_core.files import atomic_path, write_json
from crvae_core.model.moment_model import MomentModel
from crvae_core.runs.pair_data import PairData
from crvae_core.runs.run import Run
from crvae_core.runs.run_words import in_words_of

SAMPLE_PAIRS = 4


def save_samples(run: Run, model: MomentModel, data: PairData, epoch: int) -> None:
    """Write samples/<epoch>.png and .json: pairs spread evenly over the data, words from the latent alone.

    A model without pictures leaves the originals alone.
    """
    count = min(SAMPLE_PAIRS, len(data))
    chosen = data.select([round(i * (len(data) - 1) / max(1, count - 1)) for i in range(count)])
    chosen = chosen.to(torch.device("cpu"))
    model.eval()
    chosen = in_words_of(model, chosen)
    decoded = decode_pairs(model, chosen)
    model.train()
    originals = chosen.images.permute(0, 2, 3, 1).numpy()
    rows = [originals] if decoded.images is None else [originals, to_pictures(decoded.images)]
    strip = np.concatenate([np.concatenate(list(row), axis=1) for row in rows])
    folder = run.folder / "samples"
    with atomic_path(folder / f"{epoch:06d}.png") as temporary:
        Image.fromarray(strip).save(temporary)  # (2 * 120, 4 * 200, 3), half as high without drawn pictures
    free: list[list[str]] = [[] for _ in chosen.pair_ids]
    if decoded.words is not None:
        free = spell(chosen, decoded.words.free_ids, decoded.words.free_mask.sum(dim=1).tolist())
    write_json(
        folder / f"{epoch:06d}.json",
        {"epoch": epoch, "pair_ids": chosen.pair_ids, "true_words": chosen.texts(), "free_words": free},
    )

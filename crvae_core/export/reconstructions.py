"""Reconstructed pictures as PNG, with the words read back from the latents, in a folder."""

from pathlib import Path
from typing import Any

import cv2

from crvae_core.decoding.reconstruct import reconstruct
from crvae_core.errors import InputError
from crvae_core.files import write_bytes, write_json
from crvae_core.runs.run import Run

CHUNK = 256  # pairs reconstructed at a time, so that memory stays flat


def write_reconstructions(run: Run, out: Path | None = None) -> dict[str, Any]:
    """Write <pair_id>.png per pair, if the model draws pictures, and words.json: true, read back, read back with help.

    out: the folder; default: reconstructions/ in the run. Returns the run, the folder and the number of pairs.

    Raises InputError if the folder can't be written.
    """
    folder = out or run.folder / "reconstructions"
    pairs = run.project.pairs()
    words = []
    try:
        for start in range(0, len(pairs), CHUNK):
            some = pairs.iloc[start : start + CHUNK]
            back = reconstruct(run, some)
            for place, (_, pair) in enumerate(some.iterrows()):
                if back.images is not None:
                    picture = cv2.cvtColor(back.images[place], cv2.COLOR_RGB2BGR)
                    write_bytes(folder / f"{pair['pair_id']}.png", cv2.imencode(".png", picture)[1].tobytes())
                words.append(
                    {
                        "pair_id": pair["pair_id"],
                        "true": list(pair["tokens"]),
                        "read_back": back.words_free[place],
                        "read_back_with_true_words_before": back.words_forced[place],
                    }
                )
        write_json(folder / "words.json", words)
    except OSError as error:
        raise InputError(
            f"{folder} can't be written ({error.strerror}): choose another folder (--out)"
        ) from error
    return {"run": run.name, "folder": str(folder), "pairs": len(words)}

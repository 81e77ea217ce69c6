"""Pairs that are kept out of a training, to be measured on: what a model makes of moments that it has not seen."""

import torch

BLOCK = 4  # pairs in a row that are held out together: a neighbour alone would give a frame away


def held_out_rows(pairs: int, share: float, seed: int) -> list[int]:
    """Rows of about `share` of the pairs, in blocks of BLOCK successive ones, drawn by the seed."""
    if share <= 0:
        return []
    wanted = max(1, round(share * pairs))
    blocks = torch.randperm(-(-pairs // BLOCK), generator=torch.Generator().manual_seed(seed)).tolist()
    rows = [row for block in blocks for row in range(block * BLOCK, min(pairs, (block + 1) * BLOCK))]
    return sorted(rows[:wanted])

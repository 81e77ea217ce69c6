"""The fast text decoder against the script's step-by-step form, and against looking ahead."""

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from crvae_core.model.report.attention import AttentionDecoder, AttentionEncoder
from crvae_core.model.report.prefix import PrefixDecoder
from crvae_core.model.report.recurrent import CELLS, RecurrentDecoder, RecurrentEncoder

B, T, E, H, L = 3, 6, 5, 4, 2
RECURRENT = [("lstm", True), ("lstm", False), ("rnn", False), ("gru", False)]
SUFFIXES = ("", "_reverse")  # torch's names for the two directions


def decoder_of(cell: str, with_cell: bool) -> RecurrentDecoder:
    torch.manual_seed(1)
    return RecurrentDecoder(cell, E, H, L, with_cell).double()


def stepped(decoder: RecurrentDecoder, cell: str) -> nn.Module:
    """The script's form of the decoder, one bidirectional network, with the same weights."""
    network = CELLS[cell](E, H, L, batch_first=True, bidirectional=True).double()
    with torch.no_grad():
        for layer in range(L):
            for direction, suffix in enumerate(SUFFIXES):
                for name, value in decoder.stacks[layer][direction].named_parameters():
                    getattr(network, name.replace("_l0", f"_l{layer}{suffix}")).copy_(value)
    return network


def run_stepped(network: nn.Module, decoder: RecurrentDecoder, features, tokens, forced: bool):
    states = features.chunk(2, dim=1) if decoder.with_cell else (features,)
    states = tuple(s.reshape(B, 2 * L, H).transpose(0, 1).contiguous() for s in states)
    if decoder.needs_cell and not decoder.with_cell:
        states = (states[0], torch.zeros_like(states[0]))
    state = states if decoder.needs_cell else states[0]
    word, words = torch.zeros_like(tokens[:, :1]), []
    for step in range(T):
        output, state = network(word, state)
        words.append(decoder.word(output))
        word = tokens[:, step : step + 1] if forced else words[-1]
    return torch.cat(words, dim=1)


@pytest.mark.parametrize(("cell", "with_cell"), RECURRENT)
@pytest.mark.parametrize("forced", [True, False])
def test_the_fast_form_equals_the_step_by_step_form(cell: str, with_cell: bool, forced: bool) -> None:
    decoder = decoder_of(cell, with_cell)
    network = stepped(decoder, cell)
    features = torch.randn(B, decoder.feature_size, dtype=torch.double, requires_grad=True)
    tokens = torch.randn(B, T, E, dtype=torch.double, requires_grad=True)
    fast = decoder(features, F.pad(tokens, (0, 0, 1, -1))) if forced else decoder.generate(features, T)
    slow = run_stepped(network, decoder, features, tokens, forced)
    torch.testing.assert_close(fast, slow)

    weighing = torch.randn_like(fast)
    given = [features, tokens, *decoder.word.parameters()]
    by_fast = torch.autograd.grad(
        (fast * weighing).sum(), [*given, *decoder.stacks.parameters()], allow_unused=True
    )
    by_slow = torch.autograd.grad((slow * weighing).sum(), [*given, *network.parameters()], allow_unused=True)
    for one, other in zip(by_fast[:4], by_slow[:4], strict=True):
        assert (one is None) == (other is None)
        if one is not None:
            torch.testing.assert_close(one, other)
    fast_names = [
        name.replace("_l0", f"_l{layer}{suffix}")
        for layer in range(L)
        for direction, suffix in enumerate(SUFFIXES)
        for name, _ in decoder.stacks[layer][direction].named_parameters()
    ]
    slow_of = dict(zip([name for name, _ in network.named_parameters()], by_slow[4:], strict=True))
    for name, gradient in zip(fast_names, by_fast[4:], strict=True):
        torch.testing.assert_close(gradient, slow_of[name])


def all_decoders() -> list[nn.Module]:
    attention = (AttentionDecoder(E, H, L, 2).double(), PrefixDecoder(E, H, L, 2).double())
    return [*(decoder_of(*kind) for kind in RECURRENT), *attention]


@pytest.mark.parametrize(
    "decoder", all_decoders(), ids=["lstm", "lstm-hidden", "rnn", "gru", "transformer", "gpt"]
)
def test_no_word_depends_on_itself_or_a_later_one(decoder) -> None:
    features = torch.randn(1, decoder.feature_size, dtype=torch.double)
    previous = torch.randn(1, T, E, dtype=torch.double, requires_grad=True)
    for step in range(T):
        (gradient,) = torch.autograd.grad(decoder(features, previous)[0, step].sum(), previous)
        assert (gradient[0, step + 1 :] == 0).all()
        assert (gradient[0, : step + 1] != 0).any()


@pytest.mark.parametrize(
    "decoder", all_decoders(), ids=["lstm", "lstm-hidden", "rnn", "gru", "transformer", "gpt"]
)
def test_free_running_feeds_back_its_own_words(decoder) -> None:
    features = torch.randn(B, decoder.feature_size, dtype=torch.double)
    words = decoder.generate(features, T)
    torch.testing.assert_close(decoder(features, F.pad(words, (0, 0, 1, -1))), words)


@pytest.mark.parametrize("kind", [*RECURRENT, ("transformer", False)])
def test_a_mask_keeps_padding_out_of_the_features(kind) -> None:
    torch.manual_seed(0)
    cell, with_cell = kind
    encoder = (
        AttentionEncoder(E, H, L, 2) if cell == "transformer" else RecurrentEncoder(cell, E, H, L, with_cell)
    )
    encoder = encoder.double().eval()
    tokens, lengths = torch.randn(B, T, E, dtype=torch.double), torch.tensor([2, 6, 0])
    mask = torch.arange(T) < lengths.unsqueeze(1)
    together = encoder(tokens, mask)
    assert together.shape == (B, encoder.feature_size)
    for row, length in enumerate(lengths.tolist()):
        if length:
            alone = encoder(tokens[row : row + 1, :length], None)
            torch.testing.assert_close(together[row], alone[0])
    assert (together[2] == 0).all()

import torch

from crvae_core.model.text_codec import TextDecoder, TextEncoder, WordBag, shift_right


def texts(*lengths: int, longest: int = 9) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(3)
    tokens = torch.randn(len(lengths), longest, 5, generator=generator)
    mask = torch.arange(longest).unsqueeze(0) < torch.tensor(lengths).unsqueeze(1)
    return tokens, mask


def test_padding_does_not_reach_the_features() -> None:
    encoder = TextEncoder(5, 7).eval()
    tokens, mask = texts(3, 9, 0, 1)
    together = encoder(tokens, mask)
    for row, length in enumerate((3, 9, 0, 1)):
        alone = encoder(tokens[row : row + 1, : max(1, length)], mask[row : row + 1, : max(1, length)])
        torch.testing.assert_close(together[row], alone[0])
    assert (together[2] == 0).all()


def test_encoder_equals_packed_sequences() -> None:
    encoder = TextEncoder(5, 7).eval()
    tokens, mask = texts(3, 9, 1)
    packed = torch.nn.utils.rnn.pack_padded_sequence(
        encoder.gain * tokens, mask.sum(dim=1), batch_first=True, enforce_sorted=False
    )
    _, (state, _) = encoder.forwards(packed)
    torch.testing.assert_close(encoder(tokens, mask)[:, :7], state[0])


def test_teacher_forcing_equals_single_steps_and_sees_no_later_word() -> None:
    decoder = TextDecoder(4, 5, 8).eval()
    tokens, _ = texts(6, 6, longest=6)
    z = torch.randn(2, 4)
    words, ends = decoder(z, shift_right(tokens))
    assert words.shape == (2, 7, 5)
    assert ends.shape == (2, 7)
    for step in range(7):
        shorter, _ = decoder(z, shift_right(tokens[:, :step]))
        torch.testing.assert_close(words[:, : step + 1], shorter)


def test_free_running_feeds_back_its_own_words() -> None:
    decoder = TextDecoder(4, 5, 8).eval()
    torch.nn.init.constant_(decoder.end.bias, -50.0)  # never ends
    z = torch.randn(3, 4)
    words, mask = decoder.generate(z, 6)
    assert mask.all()
    forced, _ = decoder(z, shift_right(words))
    torch.testing.assert_close(forced[:, :6], words)


def test_free_running_stops_by_itself() -> None:
    decoder = TextDecoder(4, 5, 8).eval()
    torch.nn.init.constant_(decoder.end.bias, 50.0)
    words, mask = decoder.generate(torch.randn(3, 4), 6)
    assert not mask.any()
    assert (words == 0).all()


def test_a_vocabulary_snaps_what_is_fed_back() -> None:
    decoder = TextDecoder(4, 5, 8).eval()
    torch.nn.init.constant_(decoder.end.bias, -50.0)
    vocabulary = torch.randn(11, 5)
    words, _ = decoder.generate(torch.randn(2, 4), 4, vocabulary)
    z = torch.randn(2, 4)
    words, _ = decoder.generate(z, 4, vocabulary)
    nearest = vocabulary[torch.cdist(words, vocabulary.expand(2, -1, -1)).argmin(dim=2)]
    forced, _ = decoder(z, shift_right(nearest))
    torch.testing.assert_close(forced[:, :4], words)


def test_a_bag_goes_by_the_words_that_count() -> None:
    torch.manual_seed(0)
    bag = WordBag(5, 8, 6).eval()
    tokens, mask = torch.randn(2, 4, 5), torch.tensor([[True, True, True, False], [False] * 4])
    alike = bag(tokens, mask, 0.3 * torch.ones(2, 4))
    torch.testing.assert_close(alike, bag(tokens, mask))
    weights = torch.tensor([[1.0, 1e-6, 1e-6, 5.0], [1.0, 1.0, 1.0, 1.0]])
    first = bag(tokens[:, :1], mask[:, :1])
    torch.testing.assert_close(bag(tokens, mask, weights)[:1], first[:1], atol=1e-4, rtol=1e-3)
    assert torch.isfinite(bag(tokens, mask, weights)).all()

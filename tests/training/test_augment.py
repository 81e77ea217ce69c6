import torch

from crvae_core.training.augment import augment


def test_views_stay_in_range_and_follow_the_seed() -> None:
    images = torch.rand(4, 3, 120, 200)
    torch.manual_seed(1)
    first = augment(images)
    torch.manual_seed(1)
    torch.testing.assert_close(augment(images), first)
    assert first.shape == images.shape
    assert first.min() >= 0
    assert first.max() <= 1
    assert not torch.allclose(first, images)

import torch

from crvae_core.model.image_codec import ImageDecoder, ImageEncoder


def test_sizes() -> None:
    image = torch.rand(2, 3, 120, 200)
    features = ImageEncoder(16, 9)(image)
    assert features.shape == (2, 9)
    assert ImageDecoder(9, 16)(features).shape == image.shape


@torch.no_grad()
def test_a_picture_is_encoded_by_itself_alone() -> None:
    encoder = ImageEncoder(16, 9).eval()
    images = torch.rand(3, 3, 120, 200)
    for row in range(3):
        torch.testing.assert_close(
            encoder(images[row : row + 1])[0], encoder(images)[row], atol=1e-5, rtol=1e-4
        )

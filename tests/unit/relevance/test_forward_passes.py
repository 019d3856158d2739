"""A forward pass without gradients gives memory back early, and says the same."""

import pytest
import torch
from small_networks import SIZE, Branched, Residual
from torch import nn
from torchvision.models import resnet18

from face_relevance.relevance import trace


class Forked(nn.Module):
    """A ReLU beside what it reads: the sum before it must stay as it is."""

    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(3, 4, 3, padding=1)
        self.relu = nn.ReLU(inplace=False)
        self.dense = nn.Linear(8, 5)

    def forward(self, x):
        x = self.first(x)
        rectified = self.relu(x)
        return self.dense(torch.cat([x.mean((2, 3)), rectified.mean((2, 3))], 1))


@pytest.mark.parametrize("build", [Residual, Branched, Forked, lambda: resnet18(num_classes=5)])
def test_the_output_is_that_of_a_pass_with_gradients(build):
    torch.manual_seed(0)
    model = build().eval()
    graph, images = trace(model), torch.randn(2, 3, SIZE, SIZE)
    before = images.clone()
    with torch.no_grad():
        torch.testing.assert_close(graph(images), graph.evaluate(images)[-1], rtol=0, atol=0)
        torch.testing.assert_close(graph(images), model(images), rtol=1e-4, atol=1e-5)
    assert torch.equal(images, before)

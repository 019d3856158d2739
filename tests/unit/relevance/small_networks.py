"""Networks small enough for every rule."""

import torch
from torch import nn
from torch.nn import functional as F

SIZE = 16


class Called(nn.Module):
    """What a function does to an image, with the layers at its hand, before a dense layer."""

    def __init__(self, function, head=None):
        super().__init__()
        self.function = function
        self.convolution = nn.Conv2d(3, 6, 3, padding=1)
        self.second = nn.Conv2d(6, 6, 3, padding=1)
        self.norm = nn.BatchNorm2d(6)
        self.relu = nn.ReLU(inplace=True)
        self.dropout = nn.Dropout()
        self.scale = nn.Parameter(torch.linspace(0.5, 2, 3).view(3, 1, 1))
        self.register_buffer("mean", torch.tensor([0.4, 0.5, 0.3]).view(1, 3, 1, 1))
        self.register_buffer("std", torch.tensor([0.2, 0.3, 0.25]).view(1, 3, 1, 1))
        self.classifier = head or nn.Linear(3 * SIZE**2, 5)

    def forward(self, x):
        return self.classifier(torch.flatten(self.function(self, x), 1))


class Residual(nn.Module):
    """A block whose summand is changed in place before it is added."""

    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(3, 4, 3, padding=1)
        self.second = nn.Conv2d(4, 4, 3, padding=1)
        self.relu = nn.ReLU(inplace=True)
        self.dense = nn.Linear(4, 5)

    def forward(self, x):
        x = self.first(x)
        y = self.second(self.relu(x))  # from here on x is rectified
        y += x
        return self.dense(F.adaptive_avg_pool2d(y, 1).flatten(1))


class Branched(nn.Module):
    """An addition, a concatenation, and a batch norm behind it that no layer can take in."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 4, 3, stride=2, padding=1)
        self.block = nn.Conv2d(4, 4, 3, padding=1)
        self.branch = nn.Conv2d(4, 3, 1)
        self.norm = nn.BatchNorm2d(7)
        self.pool = nn.AvgPool2d(2)
        self.dense = nn.Linear(7 * (SIZE // 4) ** 2, 5)

    def forward(self, x):
        x = F.relu(self.stem(x))
        x = F.relu(self.block(x) + x)
        x = torch.cat([x, self.branch(x)], 1)
        x = self.pool(F.relu(self.norm(x)))
        return self.dense(x.view(x.size(0), -1))


class Padded(nn.Module):
    """Padding of every kind, constants, and a module that is used twice."""

    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(3, 6, (4, 3), padding="same", padding_mode="replicate")
        self.second = nn.Conv2d(6, 6, 3, dilation=2)
        self.frame = nn.ConstantPad2d((1, 2, 2, 1), 0.7)
        self.mirror = nn.ReflectionPad2d(1)
        self.dense = nn.Linear(6, 5)

    def forward(self, x):
        x = F.relu(self.first((x - 0.1) / 0.5))
        x = F.relu(self.second(self.frame(x)) + 0.3)
        x = F.relu(self.second(self.mirror(x)))
        return self.dense(x.mean((2, 3)))


class Perceptron(nn.Sequential):
    """Batch norm over vectors."""

    def __init__(self):
        super().__init__(
            nn.Flatten(), nn.Linear(3 * SIZE**2, 20, bias=False), nn.BatchNorm1d(20), nn.ReLU(),
            nn.Identity(), nn.Linear(20, 5),
        )  # fmt: skip


def build_small_vgg(bias=True, norm=False, pool=nn.MaxPool2d):
    """Build a small VGG with named layers, as the workflow names them."""
    features = nn.Sequential()
    channels = 3
    for block, (width, depth) in enumerate(((6, 2), (8, 2), (10, 1)), start=1):
        for i in range(1, depth + 1):
            convolution = nn.Conv2d(channels, width, 3, padding=1, bias=bias)
            features.add_module(f"conv{block}_{i}", convolution)
            if norm:
                features.add_module(f"norm{block}_{i}", nn.BatchNorm2d(width))
            features.add_module(f"relu{block}_{i}", nn.ReLU(inplace=True))
            channels = width
        features.add_module(f"pool{block}", pool(2))
    classifier = nn.Sequential()
    classifier.add_module("fc6", nn.Linear(40, 12, bias=bias))
    classifier.add_module("relu6", nn.ReLU(inplace=True))
    classifier.add_module("drop6", nn.Dropout())
    classifier.add_module("fc8", nn.Linear(12, 5, bias=bias))
    network = nn.Sequential()
    network.add_module("features", features)
    network.add_module("flatten", nn.Flatten())
    network.add_module("classifier", classifier)
    return network


SMALL_NETWORKS = {
    "vgg": build_small_vgg,
    "vgg-without-bias": lambda: build_small_vgg(bias=False),
    "vgg-with-batch-norm": lambda: build_small_vgg(norm=True),
    "vgg-with-average-pools": lambda: build_small_vgg(pool=nn.AvgPool2d),
    "residual": Residual,
    "branched": Branched,
    "padded": Padded,
    "perceptron": Perceptron,
}

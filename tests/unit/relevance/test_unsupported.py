"""What relevance is not defined for is refused by the name of its layer and operation."""

import pytest
import torch
from small_networks import Called
from torch import nn
from torch.nn import functional as F

from face_relevance.relevance import UnsupportedOperation, attribute, trace


def with_head(*layers):
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(768, 2))


@torch.fx.wrap
def custom(x):
    return x.sin()


class Squared(torch.autograd.Function):
    @staticmethod
    def forward(context, x):
        context.save_for_backward(x)
        return x * x


class Deep(nn.Module):
    """A module in a module that decides by the data."""

    def forward(self, x):
        return x if x.mean() > 0 else x * 2


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (with_head(nn.Conv2d(3, 3, 1), nn.Sigmoid()), "layer '1': Sigmoid .* remove it"),
        (with_head(nn.GELU()), "layer '0': GELU is not supported: it has no relevance rule"),
        (with_head(nn.Sequential(nn.LeakyReLU())), "layer '0.0': LeakyReLU"),
        (with_head(nn.BatchNorm2d(3, track_running_stats=False)), "layer '0': .*no running stat"),
        (nn.Sequential(with_head(), nn.Softmax(1)), "layer '1': Softmax .* from the logit"),
        (nn.ConvTranspose2d(3, 3, 3), "layer '0': ConvTranspose2d"),
        (nn.Conv3d(3, 3, 3), "layer '0': Conv3d"),
        (with_head(nn.LayerNorm(16)), "layer '0': LayerNorm"),
        (with_head(nn.MaxPool2d(2, return_indices=True), nn.LPPool2d(2, 2)), "layer '1': LPPool2d"),
    ],
    ids=lambda value: value[:24] if isinstance(value, str) else "",
)
def test_unsupported_layer_is_named(draw_images, model, message):
    with pytest.raises(UnsupportedOperation, match=message):
        attribute(model, draw_images())


def change_a_view(m, x):
    x = m.convolution(x)
    x.flatten(1).relu_()
    return x


def change_below_a_view(m, x):
    x = m.convolution(x)
    part = x[:, :2]
    x.relu_()
    return part


CALLS = {
    "tanh": (lambda m, x: torch.tanh(x), "layer 'tanh': tanh"),
    "method": (lambda m, x: x.sigmoid(), "layer 'sigmoid': sigmoid"),
    "softmax": (lambda m, x: F.softmax(x, 1), "layer 'softmax': softmax .*from the logit"),
    "product": (lambda m, x: x * m.convolution(x)[:, :3], "layer 'mul': mul of two branches"),
    "difference": (lambda m, x: x - x.relu(), "layer 'sub': sub of two branches"),
    "in-place product": (lambda m, x: x.mul_(x.relu()), "layer 'mul_': mul_ of two branches"),
    "negative": (lambda m, x: -x, "layer 'neg': neg"),
    "from a constant": (lambda m, x: 1 - x, "layer 'sub': sub from a constant .*turn it round"),
    "weighted sum": (lambda m, x: torch.add(x, x, alpha=2), "layer 'add': add .*alpha"),
    "map of constants": (lambda m, x: x + torch.ones(16, 16), r"'add': add with .*\(16, 16\)"),
    "two constants": (lambda m, x: x * (m.scale * 2), "layer 'mul': mul of two constants"),
    "constant's view": (lambda m, x: x * m.scale.view(3, 1, 1), "layer 'view': view of 'scale'"),
    "squeeze": (lambda m, x: x.squeeze(), "layer 'squeeze': squeeze .*axis must be given"),
    "mean over all": (lambda m, x: x.mean(), "layer 'mean': mean .*'dim'"),
    "max": (lambda m, x: x.max(1).values, "layer 'max_1': max"),
    "transposition": (lambda m, x: x.transpose(1, 2), "layer 'transpose': transpose"),
    "stack": (lambda m, x: torch.stack([x, x], 1), "layer 'stack': stack"),
    "unknown size": (lambda m, x: x.view(m.convolution(x).size(1), -1), "layer 'view': view to a"),
    "computed size": (lambda m, x: x.view(x.size(0), x.size(1) * 256), "layer 'mul': mul of 'size"),
    "one image": (lambda m, x: x[0], "layer 'getitem': indexing by .*keep all images"),
    "new axis": (lambda m, x: x[:, None], "layer 'getitem': indexing"),
    "list of channels": (lambda m, x: x[:, [0, 2]], "layer 'getitem': indexing"),
    "slice by a size": (lambda m, x: x[:, : x.size(1)], "layer 'getitem': indexing"),
    "reflected rows": (lambda m, x: F.pad(x, (1, 1), mode="reflect"), "'pad': pad .*needs"),
    "own function": (lambda m, x: custom(x), "layer 'custom': custom"),
    "autograd function": (lambda m, x: Squared.apply(x), "layer 'mul': mul of two branches"),
    "branch": (lambda m, x: x if x.sum() > 0 else -x, "'Called': a forward pass .*control flow"),
    "length": (lambda m, x: x.view(len(x), -1), "layer 'Called': a forward pass"),
    "number": (lambda m, x: x * float(x.sum()), "layer 'Called': a forward pass"),
    "new module": (lambda m, x: nn.ReLU()(x), "layer 'Called': .*not installed as a submodule"),
    "changed view": (change_a_view, "layer 'relu_': a change in place of 'convolution'"),
    "changed below": (change_below_a_view, "layer 'relu_': a change in place of 'getitem'"),
}  # fmt: skip


@pytest.mark.parametrize("kind", CALLS)
def test_unsupported_call_is_named(draw_images, kind):
    function, message = CALLS[kind]
    with pytest.raises(UnsupportedOperation, match=message):
        attribute(Called(function), draw_images())


def test_the_module_that_decides_by_the_data_is_named():
    with pytest.raises(UnsupportedOperation, match=r"layer '0\.1': a forward pass"):
        trace(nn.Sequential(nn.Sequential(nn.ReLU(), Deep())))


def test_a_second_input_is_refused():
    class Two(nn.Module):
        def forward(self, x, y):
            return x + y

    with pytest.raises(UnsupportedOperation, match="layer 'y': a second input"):
        trace(Two())


@pytest.mark.parametrize(
    "outputs", [lambda x: (x, x), lambda x: {"logits": x}], ids=["tuple", "dict"]
)
def test_two_outputs_are_refused(outputs):
    class Two(nn.Module):
        def forward(self, x):
            return outputs(x.relu())

    with pytest.raises(UnsupportedOperation, match="'output': more than one output"):
        trace(Two())


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (lambda m, x: x.mean((0, 2)), "mean over the axis of the images"),
        (lambda m, x: torch.cat([x, x]), "concatenation along the axis of the images"),
        (lambda m, x: x.view(-1, 16), "the first axis, that of the images, must stay"),
        (lambda m, x: x + x[:, :1], "shapes must be equal"),
    ],
    ids=["mean", "concatenation", "view", "broadcast"],
)
def test_operations_across_images_or_unequal_shapes_are_refused(draw_images, function, message):
    with pytest.raises(ValueError, match=message):
        attribute(Called(function), draw_images())


def test_batch_norm_behind_a_dense_layer_over_rows_is_refused(draw_images):
    model = nn.Sequential(nn.Flatten(2), nn.Linear(256, 3), nn.BatchNorm1d(3), nn.Flatten())
    with pytest.raises(ValueError, match=r"batch norm after a linear layer needs vectors"):
        attribute(model, draw_images())


def test_network_without_a_class_axis_is_refused(draw_images):
    with pytest.raises(ValueError, match="logits \\(N, class\\)"):
        attribute(nn.Conv2d(3, 2, 3), draw_images())

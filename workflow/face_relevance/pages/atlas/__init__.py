"""The atlas: every image, map and decision of a study of faces on a page that opens from disk.

A page that is opened from disk may neither fetch files nor read the pixels of image files, but it
may load scripts, and pictures in data URIs. So every file of data is a script that calls a
function of the object ``atlas``, which the page has put there before, and the page adds a script
element for what it shows and for nothing else. All paths are relative to ``index.html``; a model
is named ``{pretraining}/{task}/seed-{seed}``::

    study.js                             atlas.study({...});
    images/{chunk}.js                    atlas.images(chunk, "data:image/png;base64,…");
    models/{model}.js                    atlas.model("{model}", {...});
    maps/{model}/{method}-{chunk}.js     atlas.maps("{model}", "{method}", chunk, "data:…");

The argument of ``atlas.study``
-------------------------------
name, title : str
simulated : bool
size : {height, width, averaged}
    Pixels of every picture of the atlas, and of how many by how many pixels of the study each is
    the mean (1: they are the pixels of the study).
columns : int
    Pictures in a row of a sprite. The picture of `place` p is in row ``p // columns``, column
    ``p % columns``; a sprite has as many rows as its chunk needs.
images : list of {name, identity, labels, tasks, chunk, place, covered}
    In the order of the page. `labels` {task: true class}, where the image has one. `tasks`: the
    models of which tasks explain it (with planted cues each task has images of its own). It is a
    test image of all of these. `covered`: the share of its pixels that each of `parts` covers,
    which is what a map of constant value has there, or null.
shown : {images, of}
    How many of the explained images the atlas has. Means over images are over all of them.
parts : list of str or null
    Names of the parts of the face; null where they are not known (photographs).
classes : {task: list of str}
models : list of {name, pretraining, task, seed, methods}
    In the order of the study; `methods` are names.
pretrainings : list of {name, colour}
methods : list of {name, words, masks}
    `words` says what it is in a sentence. `masks` is true for the one method whose maps chose the
    pixels that models were shown: the curves are of this method. It is false for all where the
    study masks nothing.
fractions : list of float
    Kept fractions of the study, ascending from 0 to 1.
fill : {name, colour}
    What replaced removed pixels. `colour` [red, green, blue] from 0 to 255, where it is the same
    everywhere; else null, and then the page can only mark what is removed.
unit, sign : str
    How pixels were ranked: `unit` pixel, patch-N or superpixel; `sign` signed, or
    positive: pixels without positive relevance are then ranked by chance.
stamps : {method: list of str}
    Audits that a method failed, in words; a method without one is not there. Neither are
    controls, which should fail.

The second argument of ``atlas.model``
--------------------------------------
explained : str
    What all methods explain, in words.
accuracy : {value, low, high, chance, images, identities, split}
    On the images of a `split` (test; validation where a shortcut goes with the label there alone),
    with its 95 % interval over identities.
images : {image: facts}
    Of the images of the atlas whose `tasks` have this model's task. `facts` has

    decision, truth, target : str
        Decided, true and explained class.
    correct : bool
    score : float
        Where relevance starts: the logit of `target`, or what `explained` says.
    top : list of [class, probability]
        The three most probable classes (fewer where there are fewer), the most probable first.
    largest : {method: float}
        Largest ``|relevance|`` of the image's map in the atlas, in the unit of the method: the end
        of its scale. 0 for a map of zeros.
    shares : {method: list of float} or null
        Share of ``|relevance|`` on each of `parts`; a map of zeros counts as constant.
    curve : {probability, agreement} or null
        At each of `fractions`, when the model sees what its own map keeps: probability of the
        decision on the whole image, and whether (1 or 0) it decides the same. No interval: it is
        one image. Null where the study masks nothing.
curve : {images, over, probability, agreement} or null
    Means over the `images` explained, probability and agreement each {value, low, high}, lists
    over `fractions`, with 95 % intervals over `over`.

Sprites
-------
Pictures of ``atlas.images`` are in colour. Those of ``atlas.maps`` have no colour but two numbers
for each pixel. Red: ``(red - 128) / 127`` times `largest` is the relevance; 128 is zero. Green:
the index into `fractions` of the smallest fraction at which the pixel is kept when the most
relevant ones are, in the order and with the ties of :mod:`face_relevance.masking.orders`; so
``green <= i`` is exactly what the study keeps at ``fractions[i]``. Where pixels are averaged, half
of them must be kept. Blue is 0. A chunk holds images of the same `tasks` only, so that no model
lacks a part of one; a model has the sprites of the chunks that its images are in. Script files are
at most 1 MB.
"""

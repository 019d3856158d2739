"""Image sets of faces and objects: drawn by a small renderer or read from folders of pictures.

A rendered face is a function of named parameters (``Identity``, ``View``), so its shape, its
gender and its pose are known exactly and change nothing else in the picture.
"""

from face_relevance.faces.class_folder import list_classes, load_classes
from face_relevance.faces.cue_experiments import EXPERIMENTS, split_pages
from face_relevance.faces.cues import causal_maps, confine_shape, swap_gender
from face_relevance.faces.face_renderer import FaceGeometry, face_geometry, render_faces
from face_relevance.faces.hair import HAIR_STYLES
from face_relevance.faces.head import GENDERED_PARTS, Head, HeadModelError, load_head
from face_relevance.faces.head_extraction import extract_head
from face_relevance.faces.image_set import (
    assemble_image_set,
    select_compared,
    select_explained,
    select_held_out,
    select_of_classes,
    spread_evenly,
)
from face_relevance.faces.manifest import ManifestError, load_folder, read_manifest
from face_relevance.faces.object_families import FAMILIES
from face_relevance.faces.objects import (
    SolidObject,
    render_object,
    sample_object,
    sample_object_view,
)
from face_relevance.faces.orl import read_orl
from face_relevance.faces.parameters import GENDER_CUES, Identity, View
from face_relevance.faces.parts import PARTS
from face_relevance.faces.rendered_cues import rendered_cues
from face_relevance.faces.rendered_faces import rendered_faces
from face_relevance.faces.rendered_objects import (
    locate_objects,
    rendered_classes,
    rendered_objects,
)
from face_relevance.faces.sampling import sample_identity, sample_view
from face_relevance.faces.shape_distances import part_distances

__all__ = [
    "EXPERIMENTS",
    "FAMILIES",
    "GENDERED_PARTS",
    "GENDER_CUES",
    "HAIR_STYLES",
    "PARTS",
    "FaceGeometry",
    "Head",
    "HeadModelError",
    "Identity",
    "ManifestError",
    "SolidObject",
    "View",
    "assemble_image_set",
    "causal_maps",
    "confine_shape",
    "extract_head",
    "face_geometry",
    "list_classes",
    "load_classes",
    "load_folder",
    "load_head",
    "locate_objects",
    "part_distances",
    "read_manifest",
    "read_orl",
    "render_faces",
    "render_object",
    "rendered_classes",
    "rendered_cues",
    "rendered_faces",
    "rendered_objects",
    "sample_identity",
    "sample_object",
    "sample_object_view",
    "sample_view",
    "select_compared",
    "select_explained",
    "select_held_out",
    "select_of_classes",
    "split_pages",
    "spread_evenly",
    "swap_gender",
]

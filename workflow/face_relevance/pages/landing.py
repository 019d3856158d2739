"""The landing page of a study: what was asked, how, and what was found, each with its figure."""

import re
from collections.abc import Mapping
from pathlib import Path

import jinja2
from markupsafe import Markup, escape

from face_relevance.pages.landing_template import STYLE, TEMPLATE
from face_relevance.pages.thumbnails import make_thumbnail

_INTERVAL = re.compile(r"\([−\d.,]+ to [−\d.,]+\)")


def write_landing(
    found: Mapping, figures: Mapping[str, str | Path], links: Mapping[str, str]
) -> str:
    """Write the landing page, which stands alone and in the report of Snakemake.

    Parameters
    ----------
    found : mapping
        As from :func:`face_relevance.pages.answers.answer_study`.
    figures : mapping
        PNG files of the figures by name, in the folder ``figures`` beside the page.
    links : mapping
        Other pages beside this one: what a link says, and the path that it leads to.

    Returns
    -------
    str
        HTML without any further file. A click on a picture opens the figure in the report, if the
        page is in one, else its file.

    Raises
    ------
    KeyError
        If an answer names a figure that the study has not.
    """
    for answer in found["answers"]:
        if answer["figure"] not in figures:
            raise KeyError(
                f"the answer to '{answer['question']}' names the figure '{answer['figure']}', "
                f"which this study has not; it has {', '.join(figures)}"
            )
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["quieten"] = _quieten
    template = environment.from_string(TEMPLATE)
    named = dict.fromkeys(answer["figure"] for answer in found["answers"])
    failed: dict[str, list[Mapping]] = {}
    for failure in found["failed_audits"]:
        failed.setdefault(failure["network"], []).append(failure)
    return template.render(
        found=found,
        failed=failed,
        vectors={name: str(Path(path).with_suffix(".svg")) for name, path in figures.items()},
        folder=str(Path(next(iter(figures.values()))).parent.parent) if figures else "",
        thumbnails={name: make_thumbnail(figures[name]) for name in named},
        others=[name for name in figures if name not in named],
        links=links,
        style=STYLE,
    )


def _quieten(text: str) -> Markup:
    """Mark the intervals of a text, which are set quietly and are not broken between lines."""
    bound = str(escape(text)).replace(" %", "\N{NO-BREAK SPACE}%")
    return Markup(_INTERVAL.sub(r"<small>\g<0></small>", bound))

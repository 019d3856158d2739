"""Tell which pixels of a face decide what a network says, and whether that answer survives.

The rooms build on one another from left to right, never the other way:
``store`` · ``faces`` · ``fields`` · ``observers`` · ``networks`` · ``training`` · ``relevance`` ·
``masking`` · ``evaluation`` · ``comparison`` · ``audit`` · ``figures`` · ``pages``. Beside them
``study`` checks configs, and ``workload`` says what a study will take. Nothing here knows of
Snakemake: the scripts in ``workflow/scripts`` bind its rules to these functions.
"""

__version__ = "0.2.0"

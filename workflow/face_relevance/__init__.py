"""Tell which pixels of a face decide what a network says, and whether that answer survives.

The rooms build on one another from left to right, never the other way:
``store`` · ``faces`` · ``observers`` · ``networks`` · ``training`` · ``relevance`` · ``masking`` ·
``comparison`` · ``figures``. Nothing here knows of Snakemake: the scripts in
``workflow/scripts`` bind its rules to these functions.
"""

__version__ = "0.1.0"

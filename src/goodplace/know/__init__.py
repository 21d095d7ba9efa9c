"""Where are we now? People and their needs, the public pound, and the position beside similar places."""

from goodplace.know.know_step import Known, cohort_sizes, know
from goodplace.know.result import KnowResult

__all__ = ["KnowResult", "Known", "cohort_sizes", "know"]

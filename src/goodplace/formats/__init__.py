"""The doors: a workbook or a folder of CSVs comes in; a workbook, CSVs, a data package and JSON go out."""

from goodplace.formats.read_place import read_place
from goodplace.formats.results import write_results
from goodplace.formats.template import write_template
from goodplace.formats.write_place import write_place

__all__ = ["read_place", "write_place", "write_results", "write_template"]

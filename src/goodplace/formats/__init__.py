"""The doors: a workbook or a folder of CSVs comes in; a workbook, CSVs, a data package and JSON go out."""

from goodplace.formats.write_place import write_place

__all__ = ["write_place"]

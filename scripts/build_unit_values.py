"""Write the shipped unit values from the extract of the Unit Cost Database v1.4: values and price years unchanged.

    python scripts/build_unit_values.py EXTRACT.csv

The extract (CC BY 4.0) has a row a unit cost. This adds the headline that a constituent line belongs to and the line
that repeats another one, folds white space, and leaves out the sheet's own category and the workbook's row order.
"""

import csv
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = ROOT / "src" / "goodplace" / "place" / "data" / "unit_values_gmca_v1_4.csv"
MONEY = ("fiscal_gbp", "fiscal_price_year", "economic_gbp", "economic_price_year", "social_gbp", "social_price_year")
COPIED = ("code", "sheet", "detail", "description", "unit", "agency_l1", "agency_l2", *MONEY, "rag", "original_source")
ADDED = ("transfer_payment_note", "headline", "same_as", "licence", "vintage", "label")
SAME_ITEM = {"E&S4.1": "SS16.0"} | {f"E&S4.1.{part}": f"SS16.0.{part}" for part in range(1, 5)}


def headline(code: str) -> str:
    """CR2.0.3 is a part, or a kind, of CR2.0; a code of two numbers stands alone."""
    return code.rpartition(".")[0] if code.count(".") == 2 else ""


def shipped_row(row: dict[str, str]) -> dict[str, str]:
    """One row of the extract as it is shipped."""
    note = row["transfer_payment_note"].partition(":")[2] or row["transfer_payment_note"]
    copied = {column: " ".join(row[column].split()) for column in COPIED}
    added = (" ".join(note.split()), headline(row["code"]), SAME_ITEM.get(row["code"], ""), "CC BY 4.0", "2015-03", "R")
    return copied | dict(zip(ADDED, added, strict=True))


def main(extract: Path) -> None:
    with extract.open(encoding="utf-8-sig", newline="") as source:
        rows = [shipped_row(row) for row in csv.DictReader(source)]
    codes = {row["code"] for row in rows}
    if len(codes) != len(rows):
        raise SystemExit("a code appears twice in the extract")
    if orphans := sorted(row["code"] for row in rows if row["headline"] and row["headline"] not in codes):
        raise SystemExit(f"no headline for {', '.join(orphans)}")
    with SHIPPED.open("w", encoding="utf-8", newline="") as shipped:
        writer = csv.DictWriter(shipped, (*COPIED, *ADDED), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{len(rows)} unit costs")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("give the extract of the Unit Cost Database v1.4 as a CSV file")
    main(Path(sys.argv[1]))

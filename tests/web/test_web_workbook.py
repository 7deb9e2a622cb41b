"""The page's Excel file of a comparison."""

import io

import httpx
import openpyxl

from tests.assistant.test_workbook import ROWS


def test_the_page_makes_one(address: str) -> None:
    """Rows posted come back as a workbook; what are no rows is refused."""
    made = httpx.post(f"{address}/page/xlsx", json={"matrix": ROWS, "quotes": ROWS})
    assert openpyxl.load_workbook(io.BytesIO(made.content)).sheetnames == ["Comparison", "Quotes"]
    assert httpx.post(f"{address}/page/xlsx", json={"matrix": 7}).status_code == 422

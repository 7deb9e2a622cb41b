"""Do what a visitor does in the page, and count: `python -m benchmarks.page_tasks [--index DIR] [--model SETTING]`.

Four tasks in Debian's Chromium at 1,280 x 800: clicks, and seconds from the opened page to the last thing in hand. The
seconds are the machine's, without a person's reading; the clicks are a person's, where they know the way.
"""

import argparse
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.command_line import parser, run
from ingest.places import default_index

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page

COUNT = "window.pressed = 0; addEventListener('pointerdown', () => { pressed += 1; }, true);"
OWN = (
    b"Acme Privacy Policy\n\n1. Sharing\nAcme never sells data.\n\n2. Keeping\n"
    b"Acme keeps personal data for 31 months after an account is closed.\n"
)


def main() -> None:
    """Serve the page, do each task in a fresh browser window, print a line each."""
    from playwright.sync_api import sync_playwright

    options = _options()
    command = [sys.executable, "app.py", "--index", str(options.index), "--model", options.model, "--port", "0"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        address = (server.stdout.readline() if server.stdout else "").split()[1]
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=options.chromium, args=["--no-sandbox"])
            _done(browser, address, which_sell)  # what the first question loads is not measured
            for name, does in TASKS.items():
                seconds, clicks = _done(browser, address, does)
                print(f"{name}: {clicks} clicks, {seconds:.1f} s", flush=True)
            browser.close()
    finally:
        server.terminate()
        server.wait()


def _options() -> argparse.Namespace:
    flags = parser(__doc__)
    flags.add_argument("--index", type=Path, default=default_index())
    flags.add_argument("--model", default="none", metavar="SETTING", help="as of the page itself")
    flags.add_argument("--chromium", default="/usr/bin/chromium", metavar="PATH")
    return flags.parse_args()


def _done(browser: "Browser", address: str, does: "Callable[[Page], None]") -> tuple[float, int]:
    """Seconds and clicks of a task, in a window of a new visitor."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    context.add_init_script(COUNT)
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector("#now mark")
    begun = time.perf_counter()
    does(page)
    seconds = time.perf_counter() - begun
    clicks = int(page.evaluate("pressed"))
    context.close()
    return seconds, clicks


def which_sell(page: "Page") -> None:
    """Compare all policies by the question that stands there."""
    page.get_by_role("tab", name="Compare").click()
    page.click("#compare")
    page.locator("#progress", has_text="5 answers.").wait_for()
    page.wait_for_selector("#table .summary")


def send_a_clause(page: "Page") -> None:
    """Ask, copy the citation with its link, and open the link as the colleague does."""
    page.click(".try >> nth=1")
    page.click("#now .turn.done:not(.example) .card.active [data-link]")
    link = page.evaluate("navigator.clipboard.readText()").splitlines()[-1]
    colleague = page.context.new_page()
    colleague.goto(link)
    colleague.wait_for_selector("#tree .leaf.here")
    colleague.close()


def compare_two(page: "Page") -> None:
    """Fill in the checklist, tick two policies, compare, save as Word."""
    page.get_by_role("tab", name="Compare").click()
    page.get_by_text("Procurement checklist").click()
    page.locator("#comparer .chosen label", has_text="AI Planet").click()
    page.locator("#comparer .chosen label", has_text="Segments.ai").click()
    page.click("#compare")
    page.locator("#progress", has_text="24 answers.").wait_for()
    with page.expect_download():
        page.click("#table [data-save=docx]")


def ask_ones_own(page: "Page") -> None:
    """Upload a file, ask, wait for its own words. The clicks inside the file chooser are not counted."""
    page.get_by_role("tab", name="Policies").click()
    page.click("#adder button")
    page.set_input_files("#file input[type=file]", {"name": "acme.txt", "mimeType": "text/plain", "buffer": OWN})
    page.locator("#added", has_text="Acme is added").wait_for()
    page.get_by_role("tab", name="Ask").click()
    page.fill("#box textarea", "How long does Acme keep personal data?")
    page.press("#box textarea", "Enter")
    page.locator("#now .turn.done:not(.example)", has_text="31 months").wait_for()


TASKS = {
    "Which of the five policies sell data": which_sell,
    "Send a colleague this clause": send_a_clause,
    "Compare two vendors on twelve points, and put it into a memo": compare_two,
    "Add a policy of one's own, and ask about it": ask_ones_own,
}


if __name__ == "__main__":
    run(main)

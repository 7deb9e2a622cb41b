/* The comparison: filters, order, and the answer of a cell beside it. */
import { fill, goTo, say, send, when } from "./page.js";

const matches = {
  all: () => true,
  differ: (verdicts) => new Set(verdicts.map((verdict) => (verdict === "unsure" ? "silent" : verdict))).size > 1, // neither says
};

let kept = "all"; // the filter that is pressed, also when the matrix is drawn anew

function filter(button) {
  kept = button.dataset.filter;
  for (const other of button.parentElement.querySelectorAll(".filter")) {
    other.setAttribute("aria-pressed", String(other === button));
  }
  refilter();
}

function refilter() {
  const kind = document.querySelector("#table .filter[aria-pressed=true]")?.dataset.filter ?? "all";
  const shown = matches[kind] ?? ((verdicts) => verdicts.includes(kind));
  const rows = [...document.querySelectorAll("#table tbody tr")];
  for (const row of rows) row.hidden = !shown(row.dataset.verdicts.split(" "));
  const none = document.querySelector("#table .no-rows");
  if (none) none.hidden = rows.some((row) => !row.hidden);
}

/* By one policy's verdicts: once up, once down. */
function sort(button) {
  const head = button.closest("th");
  const down = head.getAttribute("aria-sort") === "ascending";
  const n = Number(button.dataset.column);
  const body = button.closest("table").tBodies[0];
  const rows = [...body.rows].sort((a, b) => Number(a.cells[n].dataset.rank) - Number(b.cells[n].dataset.rank));
  body.append(...(down ? rows.reverse() : rows));
  for (const other of head.parentElement.cells) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
}

let opener = null; // the cell whose answer is shown, for the way back
const opened = () => document.querySelector(".drawer:not([hidden])");

function close() {
  const drawer = opened();
  if (drawer) drawer.hidden = true;
  opener?.focus();
}

/* What a cell stands on; the cell that was shown last is there still, and the server would send nothing new. */
function open(cell) {
  const kind = cell.closest("#checked") ? "checked-" : "";
  const shown = document.querySelector(`#${kind}drawer .drawer`);
  if (cell === opener && shown) {
    shown.hidden = false;
    shown.focus();
  } else send(`#${kind}cell`, cell.dataset.cell, `#show-${kind}cell`);
  opener = cell;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.matches(".filter")) filter(button);
  else if (button.matches(".sort")) sort(button);
  else if (button.matches(".cell")) open(button);
  else if (button.matches("[data-report]")) send("#report-kind", button.dataset.report, "#save-report");
  else if (button.dataset.do === "close") close();
  else if (button.dataset.do === "unfold") {
    unfold();
    document.querySelector("#questions textarea").focus();
  }
  else if (button.matches("[data-compare]")) {
    goTo("compare");
    when("#questions textarea", (field) => fill(field, button.dataset.compare));
  }
});

document.addEventListener("keydown", (event) => { if (event.key === "Escape" && event.target.closest(".drawer")) close(); });

/* ---- what is compared is one line while there is a table, which begins high on the screen ---- */

function fold() {
  const comparer = document.querySelector("#comparer");
  const questions = comparer.querySelector("#questions textarea").value.split("\n").filter((line) => line.trim()).length;
  const ticked = [...comparer.querySelectorAll(".chosen label:has(:checked)")].map((label) => label.textContent.trim());
  comparer.querySelector(".folded .what").textContent =
    `${say(questions === 1 ? "sets.questions_one" : "sets.questions", { number: questions })} · ${ticked.join(", ") || say("compare.all_policies")}`;
  comparer.querySelector(".set-said").textContent = "";
  comparer.dataset.folded = "yes";
  if (document.activeElement?.matches("#compare")) document.querySelector("#stop-comparing").focus();
}

function unfold() {
  delete document.querySelector("#comparer").dataset.folded;
}

document.addEventListener("input", (event) => { if (event.target.matches("#questions textarea")) unfold(); });

/* The matrix comes into view when it begins to fill; what is filtered stays so while it fills. */
let running = false;
function filling() {
  const progress = document.querySelector("#progress progress") !== null;
  if (progress && !running) {
    fold();
    document.querySelector("#progress").scrollIntoView({ block: "nearest", behavior: "instant" });
  }
  running = progress;
  const table = document.querySelector("#table table");
  if (table && !table.dataset.seen) {
    table.dataset.seen = "yes";
    const pressed = document.querySelector(`#table [data-filter="${kept}"]`);
    if (pressed && kept !== "all") filter(pressed);
  }
}

new MutationObserver(() => {
  filling();
  const drawer = opened();
  if (drawer && !drawer.dataset.seen) {
    drawer.dataset.seen = "yes";
    drawer.focus();
  }
}).observe(document.documentElement, { childList: true, subtree: true });

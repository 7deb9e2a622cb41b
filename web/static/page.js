/* What the page does without the server: moving through citations, copying, asking again. No framework, no eval. */

const turnOf = (node) => node.closest(".turn");

function show(turn, n, scroll) {
  const cards = [...turn.querySelectorAll(".card")];
  if (!cards.some((card) => card.dataset.n === String(n))) return;
  for (const card of cards) {
    const active = card.dataset.n === String(n);
    card.classList.toggle("active", active);
    card.querySelector(".pick").setAttribute("aria-expanded", String(active));
    if (active) bring(card, scroll);
  }
  for (const cite of turn.querySelectorAll(".cite")) cite.classList.toggle("active", cite.dataset.n === String(n));
  const at = turn.querySelector(".at");
  if (at) at.textContent = `${n} of ${cards.length}`;
}

function bring(card, scroll) {
  const clause = card.querySelector(".clause");
  const mark = card.querySelector("mark");
  requestAnimationFrame(() => { // once it has its place
    if (clause && mark) clause.scrollTop += mark.getBoundingClientRect().top - clause.getBoundingClientRect().top - 70;
    if (scroll) card.scrollIntoView({ block: "nearest" });
  });
}

function step(turn, by) {
  const cards = turn.querySelectorAll(".card").length;
  const active = turn.querySelector(".card.active");
  if (!active) return false;
  const next = Math.min(cards, Math.max(1, Number(active.dataset.n) + by));
  show(turn, next, true);
  return true;
}

/* Text into one of Gradio's boxes, told as if it had been typed. */
export function fill(box, text) {
  box.value = text;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.focus();
}

function ask(question) {
  fill(document.querySelector("#box textarea"), question);
  setTimeout(() => document.querySelector("#ask")?.click(), 60); // once Svelte has taken the text in
}

async function copy(button) {
  const was = button.textContent;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = "Copied";
  } catch {
    button.textContent = "Your browser does not allow it";
  }
  setTimeout(() => { button.textContent = was; }, 1600);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.matches(".cite, .pick")) show(turnOf(button), button.dataset.n, true);
  else if (button.matches(".step")) step(turnOf(button), Number(button.dataset.step));
  else if (button.matches("[data-save]")) save(button);
  else if (button.matches("[data-copy]")) copy(button);
  else if (button.matches(".sort")) sort(button);
  else if (button.matches("[data-ask]")) ask(button.dataset.ask);
  else if (button.matches("[data-edit]")) fill(document.querySelector("#box textarea"), button.dataset.edit);
});

/* The arrows go from tab to tab, as people who use a keyboard expect: Gradio's do not. */
function turnTo(tab, by) {
  const tabs = [...tab.closest("[role=tablist]").querySelectorAll("[role=tab]")];
  const next = tabs[tabs.indexOf(tab) + by];
  next?.click();
  next?.focus();
}

document.addEventListener("keydown", (event) => {
  const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!by || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const tab = event.target.closest("[role=tab]");
  if (tab) return turnTo(tab, by);
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const turn = turnOf(event.target) || document.querySelector("#now .turn");
  if (turn && step(turn, by)) event.preventDefault();
});

/* A new question comes into view; a new answer's quote comes into view inside its clause. */
function arrived(now) {
  const turn = now.querySelector(".turn");
  if (!turn) return;
  const state = `${turn.getAttribute("aria-label")} ${turn.className.includes("done")}`;
  if (state === now.dataset.state) return;
  const first = now.dataset.state === undefined;
  now.dataset.state = state;
  const card = turn.querySelector(".card.active");
  if (card) bring(card, false);
  if (!first && now.getBoundingClientRect().top > innerHeight * 0.6) turn.scrollIntoView({ block: "start" });
}

/* What a screen reader is told stands in elements that stay: it misses a live region that comes with its words. */
function announce() {
  for (const told of document.querySelectorAll("#announced, #progress, #added")) {
    if (told.role !== "status") told.role = "status";
  }
}

/* The row of tabs is one stop of the Tab key; the arrows go along it. */
function oneStop() {
  for (const tab of document.querySelectorAll("[role=tab]")) {
    const stop = tab.ariaSelected === "true" ? 0 : -1;
    if (tab.tabIndex !== stop) tab.tabIndex = stop;
  }
}

new MutationObserver(() => {
  announce();
  oneStop();
  const now = document.querySelector("#now");
  if (now) arrived(now);
  const bar = document.querySelector("#downloads .bar");
  if (bar && bar.hidden !== (turns().length === 0)) bar.hidden = !bar.hidden;
}).observe(document.documentElement, { childList: true, subtree: true, characterData: true });

/* Searching in a policy: clauses without the words are hidden, headings stay. */
document.addEventListener("input", (event) => {
  if (!event.target.matches("input.search")) return;
  const policy = event.target.closest(".policy");
  const wanted = event.target.value.trim().toLowerCase();
  const leaves = [...policy.querySelectorAll(".leaf")];
  for (const leaf of leaves) leaf.hidden = wanted !== "" && !leaf.textContent.toLowerCase().includes(wanted);
  const shown = leaves.filter((leaf) => !leaf.hidden);
  for (const [n, leaf] of shown.entries()) leaf.querySelector("details").open = wanted !== "" && n < 3;
  for (const head of policy.querySelectorAll(".head")) head.hidden = wanted !== "";
  const hits = shown.length === 1 ? "1 clause" : `${shown.length} clauses`;
  policy.querySelector(".hits").textContent = wanted === "" ? "" : `${hits} with “${wanted}”`;
});

/* Sorting the comparison: once up, once down. */
function sort(button) {
  const head = button.closest("th");
  const down = head.getAttribute("aria-sort") === "ascending";
  const n = Number(button.dataset.column);
  const body = button.closest("table").tBodies[0];
  const text = (row) => row.cells[n].textContent;
  const rows = [...body.rows].sort((a, b) => text(a).localeCompare(text(b), undefined, { numeric: true }));
  body.append(...(down ? rows.reverse() : rows));
  for (const other of head.parentElement.cells) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
}

/* Files are made here, from what is shown: nothing is kept on the server. */
const turns = () => [...document.querySelectorAll("#past .turn.done, #now .turn.done:not(.example)")];

function conversation() {
  const now = turns().filter((turn) => turn.closest("#now"));
  return [...turns().filter((turn) => !turn.closest("#now")).reverse(), ...now];
}

function markdown() {
  return `# Clausewise\n\n${conversation().map((turn) => turn.dataset.markdown).join("\n\n---\n\n")}\n`;
}

function csv() {
  const cell = (node) => {
    const text = node.innerText.trim().replace(/\s+/g, " ");
    return `"${(/^[=+\-@\t]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`; // no formulas
  };
  const lines = [...document.querySelector("#table table").rows].map((row) => [...row.cells].map(cell).join(","));
  return `\ufeff${lines.join("\r\n")}\r\n`;
}

async function page(nodes) {
  const style = await (await fetch("/page/page.css")).text();
  const shown = nodes.map((node) => {
    const copied = node.cloneNode(true);
    for (const card of copied.querySelectorAll(".card")) card.classList.add("active");
    for (const control of copied.querySelectorAll(".steps, .copy, .again, .which")) control.remove();
    for (const control of copied.querySelectorAll("button")) {
      const span = document.createElement("span");
      span.className = control.className;
      span.append(...control.childNodes);
      control.replaceWith(span);
    }
    copied.removeAttribute("data-markdown");
    return copied.outerHTML;
  });
  const policy = "default-src 'none'; style-src 'unsafe-inline'";
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Clausewise</title>` +
    `<meta http-equiv="Content-Security-Policy" content="${policy}">` +
    `<meta name="viewport" content="width=device-width, initial-scale=1"><style>${style}</style></head>` +
    `<body class="saved"><main><h1>Clausewise</h1>${shown.join("")}</main></body></html>`;
}

async function save(button) {
  const [text, type, name] = await {
    markdown: async () => [markdown(), "text/markdown", "clausewise.md"],
    page: async () => [await page(conversation()), "text/html", "clausewise.html"],
    csv: async () => [csv(), "text/csv", "clausewise.csv"],
    table: async () => [await page([document.querySelector("#table .compared")]), "text/html", "clausewise-compared.html"],
  }[button.dataset.save]();
  offer(text, type, name);
}

/* A file for the visitor to keep. */
export function offer(text, type, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

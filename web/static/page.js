/* What the page does without the server: moving through citations, copying, asking, waiting. No framework, no eval. */

/* One of our own files, whatever path the page is served under. */
export const here = (name) => new URL(name, import.meta.url);

const WORDS = await (await fetch(here("words.json"))).json();

/* One entry of the page's words, filled in: say("ask.next", { question }). */
export function say(key, values = {}) {
  const [section, name] = key.split(".");
  return WORDS[section][name].replace(/\{(\w+)\}/g, (_, value) => values[value]);
}

export const turnOf = (node) => node.closest(".turn");
export const box = () => document.querySelector("#box textarea");
const busy = () => document.querySelector("#now .under-way") !== null;

/* Text into one of Gradio's boxes, told as if it had been typed. */
export function fill(field, text, focus = true) {
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  if (focus) field.focus();
}

/* A hidden box filled in and a hidden button pressed: how the page's script talks to the server. */
export function send(field, text, button) {
  fill(document.querySelector(`${field} textarea, ${field} input`), text, false);
  setTimeout(() => document.querySelector(button).click(), 60); // once Svelte has taken the text in
}

/* What is shown on hover and focus stays inside the window, or the drawer that it is in. */
function keepInside(event) {
  const tip = event.target.closest?.(".citing, .badge")?.querySelector(":scope > .tip");
  if (!tip) return;
  tip.style.marginLeft = "";
  const edge = tip.closest(".drawer")?.getBoundingClientRect().right ?? document.documentElement.clientWidth;
  const over = tip.getBoundingClientRect().right - edge + 16;
  if (over > 0) tip.style.marginLeft = `${-over}px`;
}
for (const shown of ["pointerover", "focusin"]) document.addEventListener(shown, keepInside);

/* ---- asking ---- */

let queued = null; // what is asked when the answer under way has come

function ask(command) {
  if (busy()) return queue(command);
  goTo("ask");
  send("#command", JSON.stringify(command), "#run");
}

function queue(command) {
  queued = command;
  const shown = document.querySelector(".queued");
  shown.hidden = command === null;
  shown.replaceChildren();
  if (command === null) return;
  const drop = Object.assign(document.createElement("button"), { type: "button", className: "drop", textContent: "×" });
  drop.setAttribute("aria-label", say("ask.not_next"));
  drop.dataset.do = "unqueue";
  shown.append(say("ask.next", { question: command.question }), " ", drop);
}

function askQueued() {
  if (queued === null || busy()) return;
  const command = queued;
  queue(null);
  ask(command);
}

/* A line under the box, until something is typed. */
export function note(text) {
  const shown = document.querySelector(".queued");
  shown.hidden = false;
  shown.replaceChildren(text);
}

/* Nothing was asked: what is shown stays, and a line says what to do. */
function nothingAsked(event) {
  event.preventDefault();
  event.stopPropagation();
  note(say("ask.empty"));
  box().focus();
}

document.addEventListener("click", (event) => {
  if (event.target.closest("#ask") && box().value.trim() === "") nothingAsked(event);
}, true);

document.addEventListener("input", (event) => { if (event.target === box() && queued === null) queue(null); });

/* Enter while an answer is under way: the question is kept for afterwards and not lost. */
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || !event.target.matches("#box textarea")) return;
  const question = event.target.value.trim();
  if (!busy() && question !== "") return;
  if (question === "") return nothingAsked(event);
  event.preventDefault();
  event.stopPropagation();
  queue({ question });
  fill(box(), "");
}, true);

/* ---- citations ---- */

export function show(turn, n, scroll) {
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
  if (at) at.textContent = say("evidence.of", { n, total: cards.length });
  turn.dispatchEvent(new CustomEvent("shown", { bubbles: true, detail: Number(n) }));
}

const NARROW = 860; // pixels, as in tabs.css: the clause stands under its answer
const LOWEST = 96; // pixels that are always seen of a clause

function bring(card, scroll) {
  const clause = card.querySelector(".clause");
  const mark = card.querySelector("mark");
  requestAnimationFrame(() => { // once it has its place
    if (clause && mark) reachMark(clause, mark);
    if (scroll) card.scrollIntoView({ block: "nearest" });
  });
}

/* Scroll a clause to its mark. On a telephone its box ends with its text: the mark is at the top, also of a last line. */
function reachMark(clause, mark) {
  const above = innerWidth <= NARROW ? 12 : 70;
  const down = clause.scrollTop + mark.getBoundingClientRect().top - clause.getBoundingClientRect().top - above;
  clause.style.setProperty("--tall", `${Math.max(LOWEST, clause.scrollHeight - down)}px`);
  clause.scrollTop = down;
}

function step(turn, by) {
  const cards = turn.querySelectorAll(".card[data-n]").length;
  const active = turn.querySelector(".card.active[data-n]");
  if (!active) return false;
  show(turn, Math.min(cards, Math.max(1, Number(active.dataset.n) + by)), true);
  return true;
}

async function copy(button) {
  const was = button.textContent;
  const link = button.dataset.link ? `\n${location.origin}${location.pathname}${button.dataset.link}` : "";
  try {
    await navigator.clipboard.writeText(button.dataset.copy + link);
    button.textContent = say("ask.copied");
  } catch {
    button.textContent = say("ask.not_copied");
  }
  setTimeout(() => { button.textContent = was; }, 1600);
}

export function goTo(tab) {
  document.querySelector(`#${tab}-tab-button`)?.click();
}

/* Gradio puts a tab's contents in when it is first looked at. */
export function when(selector, then, tries = 200) {
  const node = document.querySelector(selector);
  if (node) then(node);
  else if (tries > 0) setTimeout(() => when(selector, then, tries - 1), 50);
}

/* ---- events ---- */

const DO = {
  new: () => document.querySelector("#new").click(),
  drop: () => document.querySelector("#drop").click(),
  print: () => print(),
  skip: () => (document.querySelector("#now .cite") ?? document.querySelector("#now :is(.badge, .again, summary, button)"))?.focus(),
  unqueue: () => queue(null),
};

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(".menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  const button = event.target.closest("button");
  if (!button) return;
  if (button.role === "tab") setTimeout(broughtAll, 50); // what was drawn while it was hidden
  if (button.matches(".cite, .pick")) show(turnOf(button), button.dataset.n, true);
  else if (button.matches(".step")) step(turnOf(button), Number(button.dataset.step));
  else if (button.matches("[data-copy]")) copy(button);
  else if (button.matches("[data-alone]")) ask({ question: button.dataset.alone, alone: true });
  else if (button.matches("[data-only]")) ask({ question: button.dataset.ask, policies: [button.dataset.only] });
  else if (button.matches("[data-ask]")) ask({ question: button.dataset.ask });
  else if (button.matches("[data-edit]")) fill(box(), button.dataset.edit);
  else if (DO[button.dataset.do]) DO[button.dataset.do]();
});

/* Keys: the arrows go along tabs and citations; "/" goes to the box; Escape closes a menu. */
function turnTo(tab, by) {
  const tabs = [...tab.closest("[role=tablist]").querySelectorAll("[role=tab]")];
  const next = tabs[tabs.indexOf(tab) + by];
  next?.click();
  next?.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === "Escape") for (const menu of document.querySelectorAll(".menu[open]")) menu.open = false;
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !typing) {
    event.preventDefault();
    goTo("ask");
    box().focus();
  }
  const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!by || event.shiftKey) return;
  const tab = event.target.closest("[role=tab]");
  if (tab) return turnTo(tab, by);
  if (typing) return;
  const turn = turnOf(event.target) || document.querySelector("#now .turn");
  if (turn && step(turn, by)) event.preventDefault();
});

/* A question that is asked comes into view. */
function arrived(now) {
  const turn = now.querySelector(".turn");
  const state = turn ? `${turn.dataset.question} ${turn.className.includes("done")}` : "";
  if (state === now.dataset.state) return;
  const first = now.dataset.state === undefined;
  now.dataset.state = state;
  if (!turn) return askQueued(); // stopped: what waited for it is asked now
  if (!first && queued === null) queue(null); // a line under the box was about what stood here before
  const asked = turn.dataset.question && !turn.classList.contains("example");
  document.title = asked ? `${turn.dataset.question} · Clausewise` : "Clausewise";
  const top = now.getBoundingClientRect().top;
  if (!first && asked && (top < 0 || top > innerHeight * 0.6)) scrollTo({ top: 0 });
  askQueued();
}

/* The seconds that an answer takes are told while it is waited for. */
let since = 0;
setInterval(() => {
  const elapsed = document.querySelector("#now .under-way .elapsed");
  if (!elapsed) { since = 0; return; }
  since ||= Date.now();
  const seconds = Math.round((Date.now() - since) / 1000);
  if (seconds > 1) elapsed.textContent = say("ask.seconds", { seconds });
}, 500);

/* What a screen reader is told stands in elements that stay: it misses a live region that comes with its words. */
function announce() {
  for (const told of document.querySelectorAll("#announced, #progress, #checking, #added")) {
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

/* The quote of each open clause is brought into view inside it: of earlier answers, too, and in a drawer. */
function broughtAll() {
  for (const card of document.querySelectorAll(".card.active:not([data-brought])")) {
    if (card.offsetParent === null) continue; // on a tab that is not looked at
    card.dataset.brought = "yes";
    bring(card, false);
  }
}

/* A line that says what went wrong comes into view, wherever on the page it stands. */
function alerted() {
  for (const line of document.querySelectorAll(".problem[role=alert]:not([data-seen])")) {
    line.dataset.seen = "yes";
    line.scrollIntoView({ block: "nearest" });
  }
}

new MutationObserver(() => {
  announce();
  oneStop();
  const now = document.querySelector("#now");
  if (now) arrived(now);
  broughtAll();
  alerted();
}).observe(document.documentElement, { childList: true, subtree: true, characterData: true });

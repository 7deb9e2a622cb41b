/* Conversations in the visitor's own browser: this tab's outlives a reload, earlier ones can be opened, saved, deleted. */
import { conversation, fileName, offer } from "./files.js";
import { box, fill, note, say, send } from "./page.js";

const NOW = "clausewise.now"; // sessionStorage: {id, when, title, visitor, pending, typed, turns: [JSON]}
const HISTORY = "clausewise.history"; // localStorage: the same of earlier conversations, the latest first
const MOST = 50; // conversations

function read(store, key, otherwise) {
  try {
    return JSON.parse(store.getItem(key)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

const fresh = () => ({ id: crypto.randomUUID(), when: new Date().toISOString(), title: "", visitor: "", pending: "", typed: "", turns: [] });
const earlier = () => read(localStorage, HISTORY, []).filter((one) => one && typeof one.id === "string" && Array.isArray(one.turns));
let now = { ...fresh(), ...read(sessionStorage, NOW, {}) };

function write(store, key, value) {
  try {
    store.setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return false; // a browser that keeps nothing, or no more
  }
}

function keepHistory(all) {
  while (!write(localStorage, HISTORY, all) && all.length > 1) all.pop(); // the oldest goes when there is no room
}

let awaited = null; // the question that the page will show once the server has drawn another conversation; "": none

/* What the page shows is what is kept. */
function keep() {
  const turns = conversation().map((turn) => turn.dataset.kept).filter(Boolean).map((text) => JSON.parse(text));
  if (awaited !== null) {
    const shown = document.querySelector("#now .turn:not(.example)")?.dataset.question ?? "";
    if (shown !== awaited) return;
    awaited = null;
  }
  const asking = document.querySelector("#now .under-way")?.dataset.question ?? "";
  const token = document.querySelector("#visitor [data-token]")?.dataset.token ?? now.visitor;
  const before = JSON.stringify(now);
  if (started) now = { ...now, pending: asking, visitor: token, typed: asking ? "" : box()?.value ?? "", ...(turns.length ? { turns, title: now.title || turns[0].question } : {}) };
  if (JSON.stringify(now) === before) return;
  write(sessionStorage, NOW, now);
  if (turns.length) keepHistory([now, ...earlier().filter((one) => one.id !== now.id)].slice(0, MOST));
}

/* A new conversation begins; the one before is in the history already. */
function begin(conversationKept = fresh()) {
  now = { ...conversationKept, visitor: now.visitor, pending: "", typed: "" };
  awaited = now.turns.at(-1)?.question ?? "";
  write(sessionStorage, NOW, now);
}

function open(id) {
  const found = earlier().find((one) => one.id === id);
  if (!found) return;
  begin(found);
  send("#kept", JSON.stringify(now), "#restore");
}

/* Parse a date in ISO form into "25 Nov 2026". */
const day = (when) => new Date(when).toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" });

function button(text, action, id, label) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "link", textContent: text });
  made.dataset.history = action;
  made.dataset.id = id;
  if (label) made.setAttribute("aria-label", label);
  return made;
}

function draw() {
  const panel = document.querySelector("#history .panel");
  panel.replaceChildren();
  const all = earlier();
  const note = Object.assign(document.createElement("p"), { className: "note" });
  note.textContent = say(all.length ? "conversation.kept" : "conversation.none");
  panel.append(note);
  for (const one of all) {
    const row = Object.assign(document.createElement("div"), { className: "kept-row" });
    const when = Object.assign(document.createElement("span"), { className: "note", textContent: day(one.when) });
    row.append(button(one.title, "open", one.id), when,
      button("✎", "rename", one.id, `${say("conversation.rename")}: ${one.title}`),
      button("×", "delete", one.id, `${say("conversation.delete")}: ${one.title}`));
    panel.append(row);
  }
  if (all.length) panel.append(button(say("conversation.export"), "export", ""), button(say("conversation.delete_all"), "wipe", ""));
}

const ACT = {
  open,
  delete: (id) => { keepHistory(earlier().filter((one) => one.id !== id)); draw(); },
  rename: (id) => {
    const title = prompt(say("conversation.rename"), earlier().find((one) => one.id === id)?.title ?? "");
    if (title?.trim()) keepHistory(earlier().map((one) => (one.id === id ? { ...one, title: title.trim().slice(0, 200) } : one)));
    if (title?.trim() && id === now.id) now.title = title.trim().slice(0, 200);
    draw();
  },
  export: () => offer(JSON.stringify(earlier(), null, 1), "application/json", fileName("conversations", "json")),
  wipe: () => {
    if (!confirm(say("conversation.delete_sure", { number: earlier().length }))) return;
    localStorage.removeItem(HISTORY);
    draw();
  },
};

document.addEventListener("click", (event) => {
  const pressed = event.target.closest("button");
  if (pressed?.dataset.do === "new") begin();
  if (pressed?.dataset.history) {
    event.stopPropagation();
    ACT[pressed.dataset.history](pressed.dataset.id);
  }
}, true);

document.addEventListener("toggle", (event) => { if (event.target.id === "history" && event.target.open) draw(); }, true);

/* What is typed and not asked yet outlives a reload, too: Gradio loads the page again when its server was started anew. */
document.addEventListener("input", (event) => {
  if (event.target !== box()) return;
  now.typed = box().value;
  write(sessionStorage, NOW, now);
});

/* The page has drawn what the tab kept, or an example. A question whose answer a reload cut off is given back. */
let started = false;
function start() {
  if (started || !document.querySelector("#now .turn")) return;
  started = true;
  if (!now.pending) {
    if (now.typed && box().value === "") fill(box(), now.typed);
    return;
  }
  fill(box(), now.pending);
  note(say("ask.reloaded"));
  const told = document.querySelector("#announced p");
  if (told) told.textContent = say("ask.reloaded");
}

new MutationObserver(() => { start(); keep(); }).observe(document.documentElement, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-token"] });

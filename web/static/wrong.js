/* "Wrong?": what was asked and what is right, as a line of the visitor's own test questions, kept in this browser. */
import { offer, fileName } from "./files.js";
import { say } from "./page.js";

const KEY = "clausewise.cases"; // lines as `python -m eval --cases FILE` reads them

function cases() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((one) => one && typeof one.question === "string") : [];
  } catch {
    return [];
  }
}

function made(tag, properties, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
}

function choice(value, text, name) {
  return made("label", { className: "choice" }, made("input", { type: "radio", name, value, checked: value === "says" }), ` ${text}`);
}

function draw(details) {
  const name = `wrong-${Math.random().toString(36).slice(2)}`;
  const pick = made("select", {}, ...details.dataset.policies.split(" ").filter(Boolean).map((id) => made("option", { value: id, textContent: id })));
  pick.setAttribute("aria-label", say("wrong.policy"));
  const quote = made("textarea", { rows: 3 });
  quote.setAttribute("aria-label", say("wrong.quote"));
  const add = made("button", { type: "button", className: "link", textContent: say("wrong.add") });
  add.dataset.do = "wrong";
  const told = made("p", { className: "note told" });
  told.role = "status";
  details.append(made("div", { className: "wrong-form" },
    made("p", { textContent: say("wrong.what") }),
    choice("says", say("wrong.says"), name), choice("silent", say("wrong.silent"), name),
    made("p", { className: "note", textContent: say("wrong.quote") }), quote, pick, add, told));
}

/* A line of the eval's own form; the quote is checked there against the policy. */
function line(details) {
  const form = details.querySelector(".wrong-form");
  const silent = form.querySelector("input:checked").value === "silent";
  const policy = form.querySelector("select").value;
  const quote = form.querySelector("textarea").value.trim();
  if (!silent && !quote) return null;
  return {
    id: `own-${crypto.randomUUID()}`, question: details.dataset.question, policies: policy ? [policy] : [],
    given: policy ? [policy] : [], kind: silent ? "silent" : "fact", verdict: silent ? "silent" : "answer",
    ...(silent ? {} : { gold: [{ policy, quote }] }), by: "visitor",
  };
}

function add(button) {
  const details = button.closest(".wrong");
  const told = details.querySelector(".told");
  const one = line(details);
  if (!one) { told.textContent = say("wrong.no_quote"); return; }
  const all = [...cases(), one];
  try {
    localStorage.setItem(KEY, JSON.stringify(all));
    told.textContent = say("wrong.added", { number: all.length });
  } catch {
    told.textContent = say("conversation.full");
  }
  count();
}

function count() {
  const button = document.querySelector("[data-save=cases]");
  if (!button) return;
  const text = say("conversation.cases", { number: cases().length });
  if (button.textContent !== text) button.textContent = text;
  button.disabled = cases().length === 0;
}

document.addEventListener("toggle", (event) => {
  if (event.target.matches?.(".wrong") && event.target.open && !event.target.querySelector(".wrong-form")) draw(event.target);
}, true);

/* Words that are selected in a clause are taken as the quote. */
document.addEventListener("selectionchange", () => {
  const picked = getSelection();
  const turn = picked?.anchorNode?.parentElement?.closest(".turn");
  const field = turn?.querySelector(".wrong[open] textarea");
  if (field && picked.anchorNode.parentElement.closest(".clause") && picked.toString().trim()) field.value = picked.toString().trim();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.dataset.do === "wrong") add(button);
  if (button?.dataset.save === "cases") {
    offer(cases().map((one) => `${JSON.stringify(one)}\n`).join(""), "application/jsonl", fileName("test-questions", "jsonl"));
  }
});

new MutationObserver(count).observe(document.documentElement, { childList: true, subtree: true });

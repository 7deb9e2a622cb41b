/* A visitor's own sets of questions: kept in this browser, or in files of theirs. Nothing of them goes to the server. */
import { offer } from "./files.js";
import { fill, say } from "./page.js";

const KEY = "clausewise.sets"; // [{name, questions: [text]}], in the order of their names

const root = () => document.querySelector("#sets .sets");
const limit = (what) => Number(root().dataset[what]);
const box = () => document.querySelector("#questions textarea");
const nameField = () => root().querySelector(".set-name");
const lines = (text) => text.split(/\r?\n/).map((line) => line.trim()).filter(Boolean);

function tell(text) {
  root().querySelector(".set-said").textContent = text;
}

function whole(one) {
  return one && typeof one.name === "string" && Array.isArray(one.questions) && one.questions.every((q) => typeof q === "string");
}

function kept() {
  try {
    const found = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(found) ? found.filter(whole) : [];
  } catch { // another program's words under our key, or a browser that keeps nothing
    return [];
  }
}

/* Whether the browser took them; it says why not. */
function keep(sets) {
  try {
    localStorage.setItem(KEY, JSON.stringify(sets.sort((a, b) => a.name.localeCompare(b.name))));
  } catch {
    tell(say("sets.not_kept"));
    return false;
  }
  draw();
  return true;
}

function problem(questions) {
  if (!questions.length) return say("compare.write_first");
  if (questions.length > limit("most")) return say("compare.too_many", { number: questions.length, most: limit("most") });
  const long = questions.find((one) => one.length > limit("longest"));
  return long ? say("compare.too_long", { length: long.length, most: limit("longest") }) : "";
}

function keepThese() {
  const name = nameField().value.trim();
  const questions = lines(box().value);
  const others = kept().filter((one) => one.name !== name);
  const wrong = (name ? "" : say("sets.name_first")) || problem(questions) ||
    (others.length >= limit("sets") ? say("sets.too_many", { number: others.length }) : "");
  if (wrong) return tell(wrong);
  if (keep([...others, { name, questions }])) tell(say("sets.kept", { name, questions: counted(questions) }));
}

function drop(name) {
  if (keep(kept().filter((one) => one.name !== name))) tell(say("sets.deleted", { name }));
  root().querySelector(".set")?.focus(); // the button that was pressed is gone
}

function use(questions, name) {
  fill(box(), questions.join("\n"));
  nameField().value = name;
  tell(say("sets.filled", { questions: counted(questions) }));
}

const counted = (questions) => say(questions.length === 1 ? "sets.questions_one" : "sets.questions", { number: questions.length });

/* A file of questions: "# name" in its first line, then one question a line. */
function file() {
  const questions = lines(box().value);
  const wrong = problem(questions);
  if (wrong) return tell(wrong);
  const name = nameField().value.trim() || "questions";
  offer(`# ${name}\n${questions.join("\n")}\n`, "text/plain", `${name.replace(/[^\p{L}\p{N}]+/gu, "-")}.txt`);
}

async function open(input) {
  const [chosen] = input.files;
  input.value = ""; // the same file may be opened again
  if (!chosen) return;
  if (chosen.size > limit("most") * limit("longest") * 4) return tell(say("sets.too_large"));
  const [first = "", ...rest] = lines(await chosen.text());
  const named = first.startsWith("#");
  const questions = named ? rest : [first, ...rest].filter(Boolean);
  const wrong = problem(questions);
  if (wrong) return tell(wrong);
  use(questions, (named ? first.slice(1) : chosen.name.replace(/\.\w+$/, "")).trim().slice(0, nameField().maxLength));
}

function button(className, text, label) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = className;
  made.textContent = text;
  if (label) made.setAttribute("aria-label", label);
  return made;
}

function draw() {
  for (const old of root().querySelectorAll(".own")) old.remove();
  for (const { name, questions } of kept()) {
    const own = document.createElement("span");
    own.className = "own";
    const pick = button("try set", `${name} · ${counted(questions)}`);
    pick.dataset.questions = questions.join("\n");
    pick.dataset.name = name;
    const cross = button("drop", "×", say("sets.delete", { name }));
    cross.dataset.name = name;
    own.append(pick, cross);
    root().querySelector(".tries").append(own);
  }
}

document.addEventListener("click", (event) => {
  const pressed = event.target.closest("#sets button");
  if (!pressed) return;
  if (pressed.matches(".set")) use(lines(pressed.dataset.questions), pressed.dataset.name ?? "");
  else if (pressed.matches(".drop")) drop(pressed.dataset.name);
  else if (pressed.dataset.set === "keep") keepThese();
  else if (pressed.dataset.set === "file") file();
});
document.addEventListener("change", (event) => { if (event.target.matches("#sets .set-file")) open(event.target); });
document.addEventListener("keydown", (event) => { if (event.key === "Enter" && event.target.matches("#sets .set-name")) keepThese(); });
addEventListener("storage", (event) => { if (event.key === KEY && root()) draw(); }); // another tab kept or deleted one

/* Gradio puts the tab's contents in when it is first looked at. */
new MutationObserver(() => {
  if (root() && !root().dataset.drawn) {
    root().dataset.drawn = "yes";
    draw();
  }
}).observe(document.documentElement, { childList: true, subtree: true });

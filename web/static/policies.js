/* The policies: links to a clause, what is odd in one, a search in it, another name for one's own.

#p=segments-ai&c=segments-ai/2 opens a clause, #p=segments-ai&l=34 the clause with a line, #q=… fills in a question. */
import { box, fill, goTo, say, send, when } from "./page.js";

let wanted = null; // the clause or line that a link names, until its policy is drawn

function follow() {
  const link = new URLSearchParams(location.hash.slice(1));
  if (link.has("q")) return fill(box(), link.get("q"));
  if (!link.has("p")) return undefined;
  wanted = { policy: link.get("p"), clause: link.get("c"), line: Number(link.get("l")), words: link.get("w") ?? "" };
  goTo("policies");
  return when("#tree .policy", (policy) => {
    if (policy.dataset.policy !== wanted?.policy) send("#wanted", link.get("p"), "#go");
    reachWanted();
  });
}

function reachWanted() {
  const policy = document.querySelector("#tree .policy");
  if (!wanted || policy?.dataset.policy !== wanted.policy) return;
  const leaf = wanted.line ? leafAt(policy, wanted.line) : [...policy.querySelectorAll(".leaf")].find((one) => one.dataset.clause === wanted.clause);
  const words = wanted.words.toLowerCase();
  wanted = null;
  if (!leaf) return;
  for (const text of textIn(leaf)) markWords(text, words);
  openLeaf(leaf);
}

function openLeaf(leaf) {
  for (const other of leaf.parentElement.querySelectorAll(".leaf.here")) other.classList.remove("here");
  leaf.hidden = false;
  leaf.classList.add("here");
  leaf.querySelector("details").open = true;
  leaf.scrollIntoView({ block: "center" });
  leaf.querySelector("summary").focus({ preventScroll: true });
}

/* The clause that holds a line. */
function leafAt(policy, line) {
  return [...policy.querySelectorAll(".leaf")].findLast((leaf) => Number(leaf.dataset.first) <= line);
}

addEventListener("hashchange", () => (location.hash.length > 1 ? follow() : goTo("ask"))); // Back, from a clause

/* ---- a policy of one's own under another name ---- */

function rename(button) {
  const { rename: policy, name } = button.dataset;
  const wanted = prompt(say("policies.rename_to", { name }), name);
  if (wanted !== null && wanted.trim() !== name) send("#new-name", JSON.stringify({ policy, name: wanted }), "#rename");
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#p=']");
  if (link && link.hash === location.hash) follow(); // pressed again: the address does not change
  const button = event.target.closest("button");
  if (button?.matches("[data-line]")) {
    const leaf = leafAt(button.closest(".policy"), Number(button.dataset.line));
    if (leaf) openLeaf(leaf);
  } else if (button?.matches("[data-rename]")) rename(button);
  else if (button?.matches("[data-search]")) {
    send("#search-all", button.dataset.search, "#find");
    document.querySelector("#search-all").scrollIntoView({ block: "nearest" });
  }
});

/* What is said of policies that come and go is brought into view: the form under it is taller than a telephone. */
let told = "";
function tell() {
  const added = document.querySelector("#added");
  const text = added?.textContent.trim() ?? "";
  if (text === told) return;
  told = text;
  if (text) added.scrollIntoView({ block: "nearest" });
}

let followed = false;
new MutationObserver(() => {
  if (!followed && document.querySelector("#now") && document.querySelector("#policies-tab-button")) { followed = true; follow(); }
  reachWanted();
  tell();
}).observe(document.documentElement, { childList: true, subtree: true, characterData: true });

/* ---- searching in a policy: clauses without the words are hidden, the words are marked, neighbours do not count ---- */

function textIn(leaf) {
  return [...leaf.querySelectorAll(".row:not(.around) .tx")];
}

function markWords(node, wanted) {
  for (const old of node.querySelectorAll("mark")) old.replaceWith(...old.childNodes);
  node.normalize();
  if (wanted === "") return;
  const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  for (let text of texts) {
    for (let at; (at = text.data.toLowerCase().indexOf(wanted)) >= 0;) {
      const hit = text.splitText(at);
      text = hit.splitText(wanted.length);
      const mark = document.createElement("mark");
      hit.replaceWith(mark);
      mark.append(hit);
    }
  }
}

document.addEventListener("input", (event) => {
  if (!event.target.matches("input.search")) return;
  const policy = event.target.closest(".policy");
  const wanted = event.target.value.trim().toLowerCase();
  const leaves = [...policy.querySelectorAll(".leaf")];
  for (const leaf of leaves) {
    leaf.hidden = wanted !== "" && !textIn(leaf).some((text) => text.textContent.toLowerCase().includes(wanted));
    for (const text of textIn(leaf)) markWords(text, leaf.hidden ? "" : wanted);
  }
  const shown = leaves.filter((leaf) => !leaf.hidden);
  for (const [n, leaf] of shown.entries()) leaf.querySelector("details").open = wanted !== "" && n < 3;
  for (const head of policy.querySelectorAll(".head")) head.hidden = wanted !== "";
  const hits = say(shown.length === 1 ? "policies.hits_one" : "policies.hits", { number: shown.length, words: wanted });
  const told = policy.querySelector(".hits");
  told.textContent = wanted === "" ? "" : hits;
  if (wanted === "" || shown.length) return;
  const all = Object.assign(document.createElement("button"), { type: "button", className: "link", textContent: say("policies.search_all") });
  all.dataset.search = wanted;
  told.append(" ", all);
});

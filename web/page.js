/* What the page does without the server: moving through citations, copying, asking again. No framework, no eval. */
"use strict";

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
  if (clause && mark) clause.scrollTop = mark.getBoundingClientRect().top - clause.getBoundingClientRect().top + clause.scrollTop - 60;
  if (scroll) card.scrollIntoView({ block: "nearest", behavior: "auto" });
}

function step(turn, by) {
  const cards = turn.querySelectorAll(".card").length;
  const active = turn.querySelector(".card.active");
  if (!active) return false;
  const next = Math.min(cards, Math.max(1, Number(active.dataset.n) + by));
  show(turn, next, true);
  return true;
}

function ask(question) {
  const box = document.querySelector("#box textarea");
  box.value = question;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.focus();
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
  else if (button.matches(".copy")) copy(button);
  else if (button.matches(".again, .try")) ask(button.dataset.ask);
});

document.addEventListener("keydown", (event) => {
  const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!by || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (event.target.closest("input, textarea, select, [role=tab], [contenteditable]")) return;
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

new MutationObserver(() => {
  const now = document.querySelector("#now");
  if (now) arrived(now);
}).observe(document.documentElement, { childList: true, subtree: true, characterData: true });

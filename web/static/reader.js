/* The whole policy beside an answer, opened at the quote that was pressed; a citation leads to its own quote in it. */
import { send, turnOf } from "./page.js";

let waiting = null; // {place, key}: where the policy that was asked for is put
let drawn = ""; // what #whole holds: the request it came of

const HELD = "#whole :is(.whole, .problem)"; // what the server drew last
const placeOf = (node) => node.closest(".evidence, .policy");
const wholeIn = (place) => place?.querySelector(":scope > .whole");

/* What is asked for: the policy, and all quotes from it that stand in the same place. */
function request(card) {
  const { policy, file = "", n = "0" } = card.dataset;
  const beside = card.matches(".card") ? [...placeOf(card).querySelectorAll(".card[data-policy]")].filter((other) => other.dataset.policy === policy) : [];
  const quotes = beside.map((other) => [other.dataset.n, other.dataset.start, other.dataset.end].map(Number));
  return JSON.stringify({ policy, file, quotes, at: Number(n) });
}

function read(card) {
  waiting = { place: placeOf(card), key: request(card) };
  const held = document.querySelector(HELD);
  if (waiting.key === drawn && held?.matches(".whole")) return put();
  if (held) held.dataset.old = "yes";
  send("#to-read", waiting.key, "#read");
}

/* A copy of what the server drew stands in the place: what the server draws next does not take it away. */
function put() {
  const { place, key } = waiting;
  const shown = document.querySelector(HELD);
  if (!shown || shown.dataset.old) return;
  drawn = key;
  waiting = null;
  wholeIn(place)?.remove();
  place.querySelector(":scope > .problem")?.remove();
  const copied = shown.cloneNode(true);
  place.append(copied);
  if (!copied.matches(".whole")) return;
  place.classList.add("reading");
  const at = Number(copied.dataset.at);
  if (at) reach(copied, at);
  copied.querySelector(".lines").focus({ preventScroll: true });
  if (copied.getBoundingClientRect().top < 0 || copied.getBoundingClientRect().top > innerHeight * 0.7) copied.scrollIntoView({ block: "start" });
}

/* Bring a quote into view inside the text, and mark it as the one that is meant. */
function reach(whole, n) {
  const lines = whole.querySelector(".lines");
  for (const mark of whole.querySelectorAll("mark")) mark.classList.toggle("meant", Number(mark.dataset.n) === n);
  const mark = whole.querySelector(`mark[data-n="${n}"]`);
  if (mark) lines.scrollTop += mark.getBoundingClientRect().top - lines.getBoundingClientRect().top - lines.clientHeight / 3;
}

function unread(place) {
  const at = Number(wholeIn(place)?.querySelector("mark.meant")?.dataset.n ?? 0);
  wholeIn(place)?.remove();
  place.classList.remove("reading");
  (place.querySelector(`.card[data-n="${at}"] [data-do=read]`) ?? place.querySelector("[data-do=read]"))?.focus();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.dataset.do === "read") read(button.closest(".card, .policy"));
  else if (button?.dataset.do === "unread") unread(placeOf(button));
});

/* A citation was pressed, or stepped to, while a policy is read: to its quote, in that policy or another. */
document.addEventListener("shown", (event) => {
  const place = turnOf(event.target).querySelector(".evidence.reading");
  const card = place?.querySelector(`.card[data-n="${event.detail}"]`);
  if (!card) return;
  const whole = wholeIn(place);
  if (whole.dataset.policy !== card.dataset.policy) return read(card);
  reach(whole, event.detail);
  whole.scrollIntoView({ block: "nearest" });
});

document.addEventListener("keydown", (event) => {
  const whole = event.target.closest(".whole");
  if (event.key !== "Escape" || !whole) return;
  event.stopPropagation(); // a drawer that it stands in stays open
  unread(placeOf(whole));
}, true);

new MutationObserver((changes) => {
  if (waiting?.place.isConnected && changes.some((change) => change.target.closest?.("#whole"))) put();
}).observe(document.documentElement, { childList: true, subtree: true });

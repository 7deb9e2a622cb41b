/* Files for the visitor to keep, made here from what is shown: nothing is kept on the server. */
import { here, say } from "./page.js";

export function offer(content, type, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/* "clausewise-2026-11-25-is-personal-data-sold.md" */
export function fileName(title, ending) {
  const now = new Date();
  const day = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
  const words = title.normalize("NFKD").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 50);
  return `clausewise-${day}${words ? `-${words}` : ""}.${ending}`;
}

/* The turns in the order in which they were asked. */
export function conversation() {
  const past = [...document.querySelectorAll("#past .turn.done")].reverse();
  return [...past, ...document.querySelectorAll("#now .turn.done:not(.example)")];
}

const title = () => conversation()[0]?.dataset.question ?? "";
const table = () => document.querySelector("#table table");
const compared = () => document.querySelector("#sets .set-name").value.trim() || table().querySelector("tbody th").textContent;
const text = (node) => node.innerText.trim().replace(/\s+/g, " ");

function markdown() {
  return `# Clausewise\n\n${conversation().map((turn) => turn.dataset.markdown).join("\n\n---\n\n")}\n`;
}

/* Every answer of the comparison as a row: question, policy, verdict, answer, clauses, quotes, date, fingerprint. */
function answers() {
  const cells = [...table().querySelectorAll("[data-row]")].map((cell) => JSON.parse(cell.dataset.row));
  return [JSON.parse(table().dataset.columns), ...cells];
}

/* The comparison as it is shown, cell by cell. */
function matrix() {
  const cell = (node) => {
    const [badge, ...words] = [".badge", ".words", ".but"].map((name) => node.querySelector(name)).filter(Boolean);
    return badge ? [badge.lastChild.textContent.trim(), words.map(text).filter(Boolean).join(" ")].filter(Boolean).join(": ") : text(node);
  };
  return [...table().rows].map((row) => [...row.cells].map(cell));
}

function csv() {
  const cell = (words) => `"${(/^[=+\-@\t\r]/.test(words) ? `'${words}` : words).replaceAll('"', '""')}"`; // no formulas
  return `\ufeff${answers().map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}

function matrixMarkdown() {
  const plain = (words) => words.replace(/([\\`*_{}[\]<>#!|&~])/g, "\\$1");
  const [head, ...rows] = matrix().map((row) => `| ${row.map(plain).join(" | ")} |`);
  const rule = `|${" --- |".repeat(table().rows[0].cells.length)}`;
  const read = [...sources().querySelectorAll("li")].map((line) => `- ${plain(line.textContent)}`);
  return `# Clausewise\n\n${[head, rule, ...rows].join("\n")}\n\n${read.join("\n")}\n`;
}

/* A file for Word or Excel, made by the server from what the page holds; it keeps nothing of it. */
async function written(kind, content) {
  const reply = await got(kind, { method: "POST", body: JSON.stringify(content), headers: { "content-type": "application/json" } });
  return reply.blob();
}

async function got(name, request) {
  const reply = await fetch(here(name), request);
  if (!reply.ok) throw new Error(reply.status);
  return reply;
}

const sheet = async (name) => (await got(name)).text();

const xlsx = () => written("xlsx", { matrix: matrix(), quotes: answers() });
const memo = (content) => written("docx", content);
const memoOfAnswers = () => memo({ title: say("memo.title", { title: title() }), answers: conversation().map((turn) => JSON.parse(turn.dataset.memo)) });
const sources = () => document.querySelector("#table .sources");
const memoOfTable = () => memo({
  title: say("memo.title", { title: compared() }), matrix: matrix(), quotes: answers(),
  sources: [...sources().querySelectorAll("li")].map((line) => line.textContent),
});

async function page(nodes) {
  const style = (await Promise.all(["page.css", "tabs.css"].map(sheet))).join("\n");
  const shown = nodes.map((node) => {
    const copied = node.cloneNode(true);
    for (const card of copied.querySelectorAll(".card")) card.classList.add("active");
    for (const fold of [copied, ...copied.querySelectorAll(".sources")]) if (fold.matches(".sources")) fold.open = true;
    for (const place of copied.querySelectorAll(".reading")) place.classList.remove("reading");
    for (const control of copied.querySelectorAll(".whole, .steps, .again, .which, .card-foot, .drop, .wrong, .tip, .foot .link")) control.remove();
    for (const control of copied.querySelectorAll("button")) {
      const span = document.createElement("span");
      span.className = control.className;
      span.append(...control.childNodes);
      control.replaceWith(span);
    }
    for (const data of ["data-markdown", "data-memo", "data-kept", "data-row"]) {
      for (const one of [copied, ...copied.querySelectorAll(`[${data}]`)]) one.removeAttribute(data);
    }
    return copied.outerHTML;
  });
  const policy = "default-src 'none'; style-src 'unsafe-inline'";
  const day = new Date().toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" });
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Clausewise, ${day}</title>` +
    `<meta http-equiv="Content-Security-Policy" content="${policy}">` +
    `<meta name="viewport" content="width=device-width, initial-scale=1"><style>${style}</style></head>` +
    `<body class="saved"><main><h1>Clausewise</h1><p class="note">${day}</p>${shown.join("")}</main></body></html>`;
}

const WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const SAVE = {
  markdown: async () => [markdown(), "text/markdown;charset=utf-8", fileName(title(), "md")],
  page: async () => [await page(conversation()), "text/html;charset=utf-8", fileName(title(), "html")],
  memo: async () => [await memoOfAnswers(), WORD, fileName(title(), "docx")],
  docx: async () => [await memoOfTable(), WORD, fileName(compared(), "docx")],
  csv: async () => [csv(), "text/csv;charset=utf-8", fileName(compared(), "csv")],
  xlsx: async () => [await xlsx(), EXCEL, fileName(compared(), "xlsx")],
  matrix: async () => [matrixMarkdown(), "text/markdown;charset=utf-8", fileName(compared(), "md")],
  table: async () => [await page([table(), sources()]), "text/html;charset=utf-8", fileName(compared(), "html")],
};

/* A checklist's report, which the server writes. */
export const offerReport = (content, kind) => offer(content, `text/${kind};charset=utf-8`, fileName("checklist", kind));

/* A file that cannot be made is a line beside its button, and not a file with an error in it. */
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-save]");
  if (!button || !SAVE[button.dataset.save]) return;
  const place = button.closest(".panel, .bar");
  place.querySelector(":scope > .problem")?.remove();
  try {
    offer(...await SAVE[button.dataset.save]());
  } catch (error) {
    const line = Object.assign(document.createElement("p"), { className: "problem", textContent: say("conversation.not_saved", { why: error.message }) });
    line.role = "alert";
    place.append(line);
  }
});

/* Files of a conversation can be saved once there is one. */
new MutationObserver(() => {
  for (const kind of ["markdown", "memo", "page"]) {
    const button = document.querySelector(`#saving [data-save=${kind}]`);
    const nothing = conversation().length === 0;
    if (button && button.disabled !== nothing) button.disabled = nothing;
  }
}).observe(document.documentElement, { childList: true, subtree: true });

/* What is folded is not printed. */
addEventListener("beforeprint", () => { for (const fold of document.querySelectorAll(".sources")) fold.open = true; });

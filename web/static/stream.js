/* Answers are streamed: the page tells whether something between it and the server holds streams back. */
import { here, say } from "./page.js";

/* A proxy that holds streams back is told: of two events 2 s apart, both come at once. */
async function streams() {
  const reader = (await fetch(here("stream"))).body.getReader();
  await reader.read();
  const first = performance.now();
  while (!(await reader.read()).done);
  if (performance.now() - first > 1000) return;
  const line = Object.assign(document.createElement("p"), { className: "held-back", role: "alert", textContent: say("page.held_back") });
  document.body.prepend(line);
}
streams().catch(() => {}); // the page was left: nobody is there to be told

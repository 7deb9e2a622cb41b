"""What the HTML report looks like and how its filter works: text for html.py, which puts it into the page.

Refuses to know reports.
"""

STYLE = """
:root { color-scheme: light dark; --ink: #1c2024; --soft: #60646c; --line: #d9dce1; --back: #fff; --card:
  #f6f7f9; --one: #2a6fbb; --bad: #b3261e; --good: #1e7a3c; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8eb; --soft: #a0a6ae; --line: #3a3f46; --back:
  #15181b; --card: #1e2226; --one: #6cb0f5; --bad: #ff8a80; --good: #7ed49a; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 70rem; padding: 1rem; font: 16px/1.5 system-ui, sans-serif; color:
  var(--ink); background: var(--back); }
h1 { font-size: 1.4rem; }
h2 { font-size: 1.1rem; margin-top: 2rem; }
table { border-collapse: collapse; font-size: .9rem; }
.wide { overflow-x: auto; }
th, td { text-align: left; padding: .2rem .8rem .2rem 0; border-bottom: 1px solid var(--line); vertical-align:
  top; }
td.n { text-align: right; font-variant-numeric: tabular-nums; }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); gap: 1.5rem; }
svg { width: 100%; height: auto; }
svg text { font: 11px system-ui, sans-serif; fill: var(--soft); }
.line { fill: none; stroke: var(--one); stroke-width: 2; }
.band { fill: var(--one); opacity: .15; }
.dot { fill: var(--one); }
.bar { fill: var(--one); }
.axis { stroke: var(--soft); }
.grid { stroke: var(--line); stroke-width: .5; }
.heat td { text-align: center; }
.h1 { background: color-mix(in srgb, var(--one) 12%, transparent); }
.h2 { background: color-mix(in srgb, var(--one) 28%, transparent); }
.h3 { background: color-mix(in srgb, var(--one) 45%, transparent); }
.right { outline: 2px solid var(--good); outline-offset: -2px; }
.filters { display: flex; flex-wrap: wrap; gap: .6rem; position: sticky; top: 0; background: var(--back);
  padding: .6rem 0; border-bottom: 1px solid var(--line); }
.filters input, .filters select { font: inherit; padding: .3rem .5rem; max-width: 100%; }
details.case { border-bottom: 1px solid var(--line); padding: .4rem 0; }
details.case > summary { cursor: pointer; }
.case[hidden] { display: none; }
.state { font-weight: 600; }
.failed { color: var(--bad); }
.passed { color: var(--good); }
.unscored { color: var(--soft); }
.soft { color: var(--soft); }
.sides { display: grid; grid-template-columns: repeat(auto-fit, minmax(18rem, 1fr)); gap: 1rem; }
.sides > section { background: var(--card); padding: .6rem .8rem; border-radius: .4rem; min-width: 0;
  overflow-wrap: anywhere; }
.sides h3 { font-size: .95rem; margin: 0 0 .3rem; }
blockquote { margin: .4rem 0; padding-left: .7rem; border-left: 3px solid var(--line); }
blockquote.gold { border-color: var(--good); }
blockquote.stray { border-color: var(--bad); }
"""

SCRIPT = """
const cases = [...document.querySelectorAll(".case")];
const [words, state, kind, policy] = ["words", "state", "kind", "policy"].map((id) => document.getElementById(id));
const count = document.getElementById("count");
function filter() {
  const wanted = words.value.toLowerCase();
  let shown = 0;
  for (const one of cases) {
    const fits = one.textContent.toLowerCase().includes(wanted)
      && (!state.value || one.dataset.state.split(" ").includes(state.value))
      && (!kind.value || one.dataset.kind === kind.value)
      && (!policy.value || one.dataset.policy.split(" ").includes(policy.value));
    one.hidden = !fits;
    shown += fits;
  }
  count.textContent = `${shown} of ${cases.length}`;
}
for (const control of [words, state, kind, policy]) control.addEventListener("input", filter);
filter();
"""

const cases = [...document.querySelectorAll(".case")];
const [words, state, kind, policy] = ["words", "state", "kind", "policy"].map((id) => document.getElementById(id));
const count = document.getElementById("count");
function filter() {
  const wanted = words.value.toLowerCase();
  let shown = 0;
  for (const item of cases) {
    const fits = item.textContent.toLowerCase().includes(wanted)
      && (!state.value || item.dataset.state.split(" ").includes(state.value))
      && (!kind.value || item.dataset.kind === kind.value)
      && (!policy.value || item.dataset.policy.split(" ").includes(policy.value));
    item.hidden = !fits;
    shown += fits;
  }
  count.textContent = `${shown} of ${cases.length}`;
}
for (const control of [words, state, kind, policy]) control.addEventListener("input", filter);
filter();

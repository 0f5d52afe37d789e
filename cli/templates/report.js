// Filters the failed cases; without scripts the page shows them all.
const input = document.getElementById("filter");
const cases = [...document.querySelectorAll("[data-case]")];
const count = document.getElementById("filter-count");
function filter() {
  const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const element of cases) {
    const hit = words.every((word) => element.dataset.case.includes(word));
    element.hidden = !hit;
    if (hit) shown += 1;
  }
  for (const group of document.querySelectorAll("[data-file]")) {
    group.hidden = !group.querySelector("[data-case]:not([hidden])");
  }
  count.textContent = `${shown} of ${cases.length} shown`;
}
if (input) {
  input.addEventListener("input", filter);
  document.getElementById("open").addEventListener("click", () => {
    const visible = cases.filter((element) => !element.hidden);
    const open = visible.some((element) => !element.open);
    for (const element of visible) element.open = open;
  });
  filter();
}

"use strict";
// Everything here is a convenience: without it the page says the same, in the order in which it was written.

const rows = document.querySelector("tbody.kpis");
const written = rows ? [...rows.rows] : [];

// A click on a head sorts by its column: upwards, downwards, as written. Cells without a value stay last.
for (const button of document.querySelectorAll("thead button")) {
  button.disabled = false;
  button.addEventListener("click", () => {
    const head = button.closest("th");
    const next = { none: "ascending", ascending: "descending", descending: "none" }[head.getAttribute("aria-sort")];
    for (const each of head.parentNode.cells) if (each.hasAttribute("aria-sort")) each.setAttribute("aria-sort", "none");
    head.setAttribute("aria-sort", next);
    rows.append(...(next === "none" ? written : sorted(head.cellIndex, next === "ascending" ? 1 : -1)));
  });
}

function sorted(column, way) {
  const keyed = written.map((row, index) => ({ row, index, key: row.cells[column].dataset.key ?? "" }));
  const numeric = keyed.every(({ key }) => key === "" || !Number.isNaN(Number(key)));
  const compare = numeric
    ? (one, other) => Number(one) - Number(other)
    : (one, other) => one.localeCompare(other, document.documentElement.lang);
  return keyed
    .sort((one, other) => {
      if (one.key === "" || other.key === "") return (one.key === "") - (other.key === "") || one.index - other.index;
      return way * compare(one.key, other.key) || one.index - other.index;
    })
    .map(({ row }) => row);
}

// A link to a KPI opens its fold and moves the keyboard there.
function open_target() {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const fold = target && target.closest("details");
  if (!fold) return;
  fold.open = true;
  fold.scrollIntoView({ block: "start" });
  fold.querySelector("summary").focus({ preventScroll: true });
}
addEventListener("hashchange", open_target);
open_target();

// All folds of a part at once; and all of the page for paper, put back afterwards.
for (const button of document.querySelectorAll("button[data-folds]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const folds = [...document.querySelectorAll(`#${button.dataset.folds} details`)];
    const open = folds.some((fold) => !fold.open);
    for (const fold of folds) fold.open = open;
    button.setAttribute("aria-expanded", String(open));
  });
}
let closed = [];
addEventListener("beforeprint", () => {
  closed = [...document.querySelectorAll("details:not([open])")];
  for (const fold of closed) fold.open = true;
});
addEventListener("afterprint", () => {
  for (const fold of closed) fold.open = false;
});

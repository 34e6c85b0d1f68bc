/**
 * Values that would give nothing go to the end of their facet, those below them with them. Nothing moves under the reader's hand:
 * a facet that is pointed at or has the focus waits until it is left. A closed one waits until it is about to open.
 */
export function sinkEmpty(form) {
  for (const facet of form.querySelectorAll("[data-facet]")) {
    // Sizes are in an order of their own, which says more than an end for empty ones.
    if (facet.dataset.facet !== "population") sinkIn(facet);
  }
}

const later = globalThis.requestIdleCallback ?? ((act) => setTimeout(act, 100));

function sinkIn(facet) {
  const lists = [...facet.querySelectorAll("ul.options")].map((node) => ({
    node,
    rows: [...node.querySelectorAll("[data-option]")],
  }));
  // A tree stays in its two lists; else what gives something comes forward from among the further ones.
  const flat = !facet.querySelector("[data-parent]");
  const trees = flat ? [treeOf(lists.flatMap(({ rows }) => rows))] : lists.map(({ rows }) => treeOf(rows));
  let waiting = false;
  const settle = () => {
    waiting = false;
    if (facet.open && !facet.matches(":hover, :focus-within")) sink(); // Leaving it asks again.
  };
  const sink = () => {
    const wanted = trees.flatMap(sunk);
    for (const { node, rows } of lists) arrange(node, wanted.splice(0, rows.length));
  };
  const ask = () => {
    if (waiting) return;
    waiting = true;
    later(settle);
  };
  new MutationObserver(ask).observe(facet, { subtree: true, attributeFilter: ["class"] });
  facet.querySelector("summary").addEventListener("click", () => {
    if (!facet.open) sink();
  });
  facet.addEventListener("pointerleave", ask);
  facet.addEventListener("focusout", ask);
}

/** Rows with those that stand below them, as the page brought them. */
function treeOf(rows) {
  const branches = new Map(rows.map((row) => [row.dataset.option, { row, below: [] }]));
  const roots = [];
  for (const branch of branches.values())
    (branches.get(branch.row.dataset.parent)?.below ?? roots).push(branch);
  return roots;
}

function arrange(node, wanted) {
  if (wanted.every((row, at) => row === node.children[at])) return;
  node.append(...wanted);
}

function sunk(branches) {
  const [full, empty] = [[], []];
  for (const branch of branches) (isEmpty(branch) ? empty : full).push(branch);
  return [...full, ...empty].flatMap(({ row, below }) => [row, ...sunk(below)]);
}

function isEmpty({ row, below }) {
  return row.classList.contains("none") && below.every(isEmpty);
}

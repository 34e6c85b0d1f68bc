// Select2 draws its own boxes for fields that offer records while one types, and forgets what the fields are called.

function labelOf(select) {
  const label = document.querySelector(`label[for="${select.id}"]`);
  if (label) label.id ||= `${select.id}_label`;
  return label;
}

/** Call the boxes by the labels of their fields. */
function nameBoxes(within) {
  for (const select of within.querySelectorAll("select.admin-autocomplete")) {
    const box = select.nextElementSibling?.querySelector("[role=combobox]");
    const label = labelOf(select);
    if (!box || !label) continue;
    const value = box.querySelector(".select2-selection__rendered")?.id ?? "";
    box.setAttribute("aria-labelledby", `${label.id} ${value}`.trim());
    box.querySelector(".select2-search__field")?.setAttribute("aria-labelledby", label.id);
  }
}

// The field to type in comes and goes with its list.
document.addEventListener("focusin", ({ target }) => {
  if (!target.matches(".select2-search__field") || target.hasAttribute("aria-labelledby")) return;
  const open = document.querySelector("select.admin-autocomplete + .select2-container--open");
  const label = open && labelOf(open.previousElementSibling);
  if (label) target.setAttribute("aria-labelledby", label.id);
});
window.addEventListener("load", () => nameBoxes(document));
document.addEventListener("formset:added", ({ target }) => requestAnimationFrame(() => nameBoxes(target)));

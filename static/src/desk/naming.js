// Names for the fields of a record's form that the admin leaves without: boxes that offer records while one types
// (Select2 draws them anew), a text's field for each language, cells of a table of parts.

function labelOf(select) {
  const label = document.querySelector(`label[for="${select.id}"]`);
  if (label) label.id ||= `${select.id}_label`;
  return label;
}

const textOf = (node) => node.textContent.replace(/:\s*$/, "").trim();

function nameBox(select) {
  const box = select.nextElementSibling?.querySelector("[role=combobox]");
  const label = labelOf(select);
  if (!box) return;
  const shown = box.querySelector(".select2-selection__rendered");
  if (label) {
    box.setAttribute("aria-labelledby", `${label.id} ${shown.id}`.trim());
    for (const part of box.querySelectorAll("[role=textbox], .select2-search__field")) {
      part.setAttribute("aria-labelledby", label.id);
    }
  }
  if (!shown.matches("ul")) return;
  // Its button to empty the box stands among the entries of the list, and comes back with each of them.
  const list = () => {
    for (const part of shown.querySelectorAll(":scope > span")) part.setAttribute("role", "listitem");
    if (label) shown.querySelector(".select2-search__field")?.setAttribute("aria-labelledby", label.id);
  };
  new MutationObserver(list).observe(shown, { childList: true });
  list();
}

function nameLanguages(group) {
  const label = group.closest(".form-row")?.querySelector("label, legend");
  for (const field of group.querySelectorAll("[title]")) {
    if (label) field.setAttribute("aria-label", `${textOf(label)} (${field.title})`);
  }
}

function nameCells(table) {
  for (const cell of table.querySelectorAll("tbody td:not(.original)")) {
    const column = [...cell.classList]
      .find((name) => name.startsWith("field-"))
      ?.replace("field-", "column-");
    const head = table.querySelector(column ? `th.${column}` : "thead th:last-child");
    for (const field of cell.querySelectorAll(
      "input:not([type=hidden]), select:not(.admin-autocomplete), textarea",
    )) {
      if (head && !field.labels?.length) field.setAttribute("aria-label", textOf(head));
    }
    const box = cell.querySelector(".select2-selection");
    if (head && box) {
      const value = box.querySelector(".select2-selection__rendered");
      head.id ||= `${table.closest(".inline-group").id}-${column}`;
      box.setAttribute("aria-labelledby", `${head.id} ${value.id}`);
      value.setAttribute("aria-labelledby", head.id);
    }
  }
}

function nameAll() {
  document.querySelectorAll("select.admin-autocomplete").forEach(nameBox);
  document.querySelectorAll(".i18n-form-group").forEach(nameLanguages);
  document.querySelectorAll(".inline-group table").forEach(nameCells);
}

// The field to type in comes and goes with its list.
document.addEventListener("focusin", ({ target }) => {
  if (!target.matches(".select2-search__field") || target.hasAttribute("aria-labelledby")) return;
  const open = document.querySelector("select.admin-autocomplete + .select2-container--open");
  const label = open && labelOf(open.previousElementSibling);
  if (label) target.setAttribute("aria-labelledby", label.id);
});
// After the admin's own scripts, which asked for the same moment before.
window.django.jQuery(nameAll);
document.addEventListener("formset:added", () => requestAnimationFrame(nameAll));

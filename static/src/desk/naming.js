// Names for the fields of a form that the admin leaves without: boxes that offer records while one types
// (Select2 draws them anew), cells of a table of parts.

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

function nameCells(table) {
  // A head without words names no column.
  for (const head of table.querySelectorAll("thead th")) {
    if (!textOf(head)) head.setAttribute("role", "presentation");
  }
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
  document.querySelectorAll(".inline-group table").forEach(nameCells);
}

// What opens comes and goes, at the end of the page: the list of a box, with its field to type in, and the calendars.
function nameOpened({ target: select }) {
  const results = document.getElementById(`select2-${select.id}-results`);
  const box = select.nextElementSibling.querySelector("[role=combobox]");
  const name = labelOf(select)?.id ?? box.getAttribute("aria-labelledby");
  box.setAttribute("aria-controls", results.id);
  const opened = results.closest(".select2-dropdown");
  opened.setAttribute("role", "region");
  for (const part of [opened, results, opened.querySelector(".select2-search__field")]) {
    if (name) part?.setAttribute("aria-labelledby", name);
  }
}

function nameCalendar({ target }) {
  const [link, kind, number] = target.closest("a")?.id.match(/^(calendar|clock)link(\d+)$/) ?? [];
  if (!link) return;
  const field = target.closest(".datetimeshortcuts").previousElementSibling;
  const box = document.getElementById(`${kind}box${number}`);
  box.setAttribute("role", "dialog");
  box.setAttribute("aria-label", field.labels[0] ? textOf(field.labels[0]) : field.ariaLabel);
}

// On its way down: the link keeps the click from coming up again.
document.addEventListener("click", nameCalendar, { capture: true });
window.django.jQuery(document).on("select2:open", nameOpened);
// After the admin's own scripts, which asked for the same moment before.
window.django.jQuery(nameAll);
document.addEventListener("formset:added", () => requestAnimationFrame(nameAll));

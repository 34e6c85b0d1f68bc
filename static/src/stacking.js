/* On phones the rows of a table stack. Some browsers take a table that is displayed otherwise for none, unless it says again
   what its parts are; HTML's own rules forbid to write that into the page. */

const ROLES = {
  TABLE: () => "table",
  THEAD: () => "rowgroup",
  TBODY: () => "rowgroup",
  TR: () => "row",
  TD: () => "cell",
  TH: (cell) => (cell.scope === "row" ? "rowheader" : "columnheader"),
};

/** Let a table stay one, however it is displayed. */
export function keepRoles(table) {
  for (const part of [table, ...table.querySelectorAll("thead, tbody, tr, th, td")]) {
    part.setAttribute("role", ROLES[part.tagName](part));
  }
}

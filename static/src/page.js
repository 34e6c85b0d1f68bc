/* On every page, in the head and before the first paint: otherwise a reader who chose dark would see a white flash. */

import { wireMenu } from "./menu.js";
import { recallScheme, wireSchemeSwitch } from "./scheme.js";
import { wireSkip } from "./skipping.js";
import { keepRoles } from "./stacking.js";

document.documentElement.dataset.scripted = "";
recallScheme();

document.addEventListener("DOMContentLoaded", () => {
  for (const button of document.querySelectorAll(".scheme-switch")) wireSchemeSwitch(button);
  for (const menu of document.querySelectorAll("details.menu")) wireMenu(menu);
  for (const link of document.querySelectorAll(".skip")) wireSkip(link);
  for (const table of document.querySelectorAll(".table-stacks, .compare-table")) keepRoles(table);
});

/* The menu of small screens is a <details> and opens without us; we only let it close politely. */

/** Close an open menu on Escape (with the focus back on its button) and on a tap outside it. */
export function wireMenu(menu) {
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  document.addEventListener("click", (event) => {
    if (menu.open && !menu.contains(event.target)) menu.open = false;
  });
}

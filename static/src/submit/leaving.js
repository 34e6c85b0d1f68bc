/**
 * The answer to a form with faults is a page that the browser cannot get again: on the way back it would show an error of
 * its own. Once the mended form is on its way, that place in the history is the page itself, with what was kept.
 */
export function wireLeaving() {
  if (!document.getElementById("errors")) return;
  document.addEventListener("submit", () => history.replaceState(history.state, "", location.href));
}

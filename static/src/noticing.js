/**
 * Brings to notice what a page has to say first. Whoever was faster than the script stays where they are, and types on;
 * unless it was the browser, which goes where the address leads.
 */
export function bringToNotice() {
  if (document.activeElement.matches("body, :target")) document.querySelector("[data-focus]")?.focus();
}

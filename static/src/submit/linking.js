/** A button below a private link that copies it. */
import { wireCopying } from "../copying.js";

export function wireLinks() {
  for (const button of document.querySelectorAll("button[data-copies]")) {
    const link = document.getElementById(button.dataset.copies);
    wireCopying(button, link, button.nextElementSibling, { say: (key) => button.dataset[key] });
    button.hidden = false;
  }
}

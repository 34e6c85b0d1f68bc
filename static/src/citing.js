import { wireCopying } from "./copying.js";
import { Dialog } from "./dialog.js";
import { build } from "./parts.js";

/** The dialog that says how to cite the result: the very words of the page that the link in the menu leads to. */
export class CiteDialog {
  #dialog;
  #content;
  #words;

  constructor(node, opener, words) {
    this.#dialog = new Dialog(node, opener);
    this.#content = node.querySelector(".citing");
    this.#words = words;
  }

  /** Show what the page at `address` says; if it does not arrive, go there. */
  async open(address) {
    let citation = null;
    try {
      const answer = await fetch(address);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      citation = page.getElementById("citation");
    } catch {} // as if the page had none
    if (!citation) {
      location.assign(address);
      return;
    }
    for (const text of citation.querySelectorAll("[data-copy]")) {
      const { root, button, status } = build("copy");
      button.setAttribute("aria-describedby", `${text.id}-name`);
      wireCopying(button, text, status, this.#words);
      text.after(root);
    }
    this.#content.replaceChildren(citation);
    this.#dialog.open();
  }
}

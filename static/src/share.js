import { CiteDialog } from "./citing.js";
import { copied } from "./copying.js";
import { EmbedDialog } from "./embed-dialog.js";
import { Printing } from "./printing.js";

/**
 * The menu "share and download": a `<details>` whose links carry the present query, and what its buttons open. It closes
 * on Escape and outside.
 */
export class Share {
  #menu;
  #printing = new Printing(document.getElementById("paper"));

  /** `address()` gives the link to what is seen. */
  constructor(menu, words, address) {
    this.#menu = menu;
    const summary = menu.querySelector("summary");
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      event.stopPropagation();
      menu.open = false;
      summary.focus();
    });
    for (const event of ["pointerdown", "focusin"]) {
      document.addEventListener(event, ({ target }) => {
        if (!menu.contains(target)) menu.open = false;
      });
    }
    this.#wireCopy(words, address);
    const embed = new EmbedDialog(document.getElementById("embed-dialog"), summary, words);
    this.#on("embed", () => embed.open(address()));
    const cite = new CiteDialog(document.getElementById("cite-dialog"), summary, words);
    this.#on("cite", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      cite.open(event.currentTarget.href);
    });
    this.#on("print", () => print());
  }

  /** Let downloads, citation and paper hold exactly the places of `query`. */
  point(query) {
    for (const link of this.#menu.querySelectorAll("a[data-share]")) link.search = query;
    this.#printing.point(query);
  }

  #item(name) {
    return this.#menu.querySelector(`[data-share=${name}]`);
  }

  /** Close the menu, then `act`. */
  #on(name, act) {
    this.#item(name).addEventListener("click", (event) => {
      this.#menu.open = false;
      act(event);
    });
  }

  #wireCopy(words, address) {
    const copy = this.#item("copy");
    const said = copy.querySelector("span");
    const label = said.textContent;
    copy.addEventListener("click", async () => {
      said.textContent = words.say((await copied(address())) ? "copied" : "notCopied");
    });
    this.#menu.addEventListener("toggle", () => {
      said.textContent = label;
    });
  }
}

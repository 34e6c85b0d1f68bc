import { say } from "./parts.js";

/**
 * The filters on small and middle screens: a drawer or sheet over the page. While it is open everything else is
 * inert, Escape and the buttons close it, and the focus goes back to the button that opened it.
 */
export class Drawer {
  #panel;
  #opener;
  #words;
  #wide = window.matchMedia("(width >= 80rem)");

  constructor(panel, opener, words) {
    this.#panel = panel;
    this.#opener = opener;
    this.#words = words;
    opener.addEventListener("click", () => this.open());
    panel.querySelector(".filters-close").addEventListener("click", () => this.close());
    panel.querySelector(".filters-show").addEventListener("click", () => this.close());
    panel.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.isOpen) {
        event.stopPropagation();
        this.close();
      }
    });
    document.addEventListener("pointerdown", (event) => {
      if (this.isOpen && !panel.contains(event.target)) this.close();
    });
    this.#wide.addEventListener("change", () => this.isOpen && this.close());
  }

  get isOpen() {
    return this.#panel.classList.contains("open");
  }

  /** Say how many places there are, and how many filters are in force. */
  count(places, filters) {
    say(this.#panel.querySelector(".filters-show"), this.#words.say("show", { count: places }));
    say(this.#opener.querySelector(".filters-open-count"), String(filters || ""));
  }

  open() {
    this.#panel.classList.add("open");
    this.#panel.role = "dialog";
    this.#panel.ariaModal = "true";
    this.#panel.setAttribute("aria-labelledby", "filters-name");
    this.#opener.ariaExpanded = "true";
    this.#rest(true);
    document.getElementById("filters-name").focus({ preventScroll: true });
  }

  close() {
    this.#panel.classList.remove("open");
    this.#panel.role = null;
    this.#panel.ariaModal = null;
    this.#panel.removeAttribute("aria-labelledby");
    this.#opener.ariaExpanded = "false";
    this.#rest(false);
    this.#opener.focus({ preventScroll: true });
  }

  /** Everything beside the way from the body down to the panel. */
  #rest(inert) {
    for (let node = this.#panel; node !== document.body; node = node.parentElement) {
      for (const other of node.parentElement.children) if (other !== node) other.inert = inert;
    }
  }
}

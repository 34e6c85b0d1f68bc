import { build } from "./parts.js";

/** The parameters a chosen network can be asked under; the first one is what a click on its box means. */
export const MODES = ["network", "network_all", "network_not"];

/**
 * The three radio buttons under a chosen network: any of, must have, without. They stand in the row only while the
 * network is chosen; `changed(mode)` hears which one was picked.
 */
export class Modes {
  #row;
  #name;
  #words;
  #changed;
  #group = null;

  constructor(row, name, words, changed) {
    this.#row = row;
    this.#name = name;
    this.#words = words;
    this.#changed = changed;
  }

  /** Show the buttons with `mode` picked, or take them away for `null`. */
  show(mode) {
    if (!mode) {
      this.#group?.remove();
      this.#group = null;
      return;
    }
    this.#group ??= this.#make();
    for (const radio of this.#group.querySelectorAll("input")) radio.checked = radio.value === mode;
  }

  #make() {
    const { root, legend } = build("modes");
    legend.textContent = this.#words.say("modes", { label: this.#name });
    const group = `mode-${this.#row.dataset.option}`;
    for (const radio of root.querySelectorAll("input")) radio.name = group;
    root.addEventListener("change", ({ target }) => this.#changed(target.value));
    this.#row.append(root);
    return root;
  }
}

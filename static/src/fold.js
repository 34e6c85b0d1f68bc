/**
 * Opens and closes the time bar. Without a word from the reader the style sheet decides (map/time.css): open where there is
 * room for it, closed on phones and low screens.
 */
export class Fold {
  #atlas;
  #toggle;
  #opened;
  #small = matchMedia("(width < 48rem), (height < 36rem)");

  /** `opened()` hears that the reader has opened it. */
  constructor(atlas, toggle, opened) {
    this.#atlas = atlas;
    this.#toggle = toggle;
    this.#opened = opened;
    toggle.addEventListener("click", () => this.#turn());
    this.#small.addEventListener("change", () => this.#say());
    this.#say();
  }

  get isOpen() {
    const { time } = this.#atlas.dataset;
    return time ? time === "open" : !this.#small.matches;
  }

  #turn() {
    this.#atlas.dataset.time = this.isOpen ? "closed" : "open";
    this.#say();
    if (this.isOpen) this.#opened();
  }

  #say() {
    this.#toggle.ariaExpanded = String(this.isOpen);
  }
}

import { say } from "./parts.js";

/** The result in words: figure, noun and sentence. */
export class Summary {
  #root;
  #words;
  #site = document.title.split(" – ").at(-1);

  constructor(root, words) {
    this.#root = root;
    this.#words = words;
  }

  /** Show `count` places and the sentence `{noun, text, date}` that says which. */
  show(count, { noun, text, date }) {
    const find = (name) => this.#root.querySelector(name);
    find("#result-count").dataset.count = count;
    say(find(".sentence-figure"), this.#words.number(count));
    say(find(".sentence-noun"), noun);
    say(find(".sentence-text"), text);
    say(find(".sentence-date"), date);
    this.#root.classList.remove("loading");
  }

  /** Say the same in the window's title. */
  entitle(count, { noun, text }) {
    document.title = `${[this.#words.number(count), noun, text].filter(Boolean).join(" ")} – ${this.#site}`;
  }

  /** The old figure stays in sight, paler, and the words say that a new one is on its way. */
  wait() {
    this.#root.querySelector(".sentence-text").textContent = this.#words.say("loading");
    this.#root.classList.add("loading");
  }
}

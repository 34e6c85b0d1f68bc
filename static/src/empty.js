/** What stands in place of an empty list: kind words, and the one filter whose removal brings back most. */
export class Empty {
  #node;
  #words;

  constructor(node, words) {
    this.#node = node;
    this.#words = words;
  }

  /** `best` is `{label, count, url}`, or null where no single filter is to blame. */
  show(best) {
    this.#node.hidden = false;
    const rescue = this.#node.querySelector(".empty-rescue");
    rescue.replaceChildren();
    if (!best) return;
    const link = document.createElement("a");
    link.href = best.url;
    link.textContent = this.#words.say("rescue", best);
    rescue.append(link);
  }

  hide() {
    this.#node.hidden = true;
  }
}

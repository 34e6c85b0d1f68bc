import { build, markNode } from "./parts.js";

const LONG_NAME = 18;

/** The card of the chosen place. It is not modal; closing it gives the focus back to where it was opened from. */
export class Card {
  #node;
  #words;
  #closed;
  #from = null;

  /** `closed()` hears that the reader closed the card. */
  constructor(node, words, closed) {
    this.#node = node;
    this.#words = words;
    this.#closed = closed;
    node.querySelector(".card-close").addEventListener("click", () => this.#dismiss());
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !node.hidden && !event.defaultPrevented) this.#dismiss();
    });
  }

  /** Show a place as `Describing.card` tells it; `from` is the link that asked for it, if one did. */
  show(place, from = null) {
    const find = (name) => this.#node.querySelector(`.card-${name}`);
    const name = find("name");
    name.textContent = place.name;
    name.classList.toggle("long", place.name.length > LONG_NAME);
    find("place").textContent = place.place;
    find("link").href = place.url;
    find("flag").replaceChildren(...place.memberships.map(tile));
    find("networks").replaceChildren(...place.memberships.map((membership) => this.#row(membership)));
    find("counts").textContent = ["resolutions", "practices"]
      .filter((what) => place[what])
      .map((what) => this.#words.say(what, { count: place[what] }))
      .join(", ");
    this.#node.hidden = false;
    this.#from = from;
    if (from) name.focus({ preventScroll: true });
  }

  hide() {
    this.#node.hidden = true;
  }

  #dismiss() {
    const inside = this.#node.contains(document.activeElement);
    this.hide();
    if (inside) (this.#from?.isConnected ? this.#from : document.querySelector(".results-list")).focus();
    this.#closed();
  }

  #row({ label, url, mark, said }) {
    const { root, ...part } = build("membership");
    part.mark.append(markNode(mark));
    part.name.textContent = label;
    part.name.href = url;
    part.date.textContent = said;
    return root;
  }
}

function tile({ mark }) {
  const node = document.createElement("li");
  node.className = `mark-${mark}`;
  node.append(markNode(mark));
  return node;
}

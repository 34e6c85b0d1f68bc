import { signNode } from "./signs.js";

const COVERS_THE_MAP = "(width < 48rem)";

/** The legend on the map: a choice of what the rings show, and what that is for the places in view. */
export class Legend {
  #node;
  #words;
  #told;
  #rings;

  /**
   * `chosen(rings)` hears a choice; `told()` says what is in view: {count, shares: [{sign, name, number}]}; `covering()` hears
   * that it has opened where it needs the map's room.
   */
  constructor(node, words, { chosen, told, covering }) {
    this.#node = node;
    this.#words = words;
    this.#told = told;
    node.addEventListener("change", ({ target }) => chosen(target.value));
    node.addEventListener("toggle", () => {
      this.#write();
      if (node.open && matchMedia(COVERS_THE_MAP).matches) covering();
    });
    node.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !node.open) return;
      event.preventDefault();
      node.open = false;
      node.querySelector("summary").focus();
    });
    document.addEventListener("pointerdown", ({ target }) => {
      if (matchMedia(COVERS_THE_MAP).matches && !node.contains(target)) node.open = false;
    });
  }

  /** Tell what is in view now that the rings show `rings`. Closed it says nothing and costs nothing. */
  show(rings) {
    this.#rings = rings;
    this.#node.hidden = false;
    this.#node.querySelector(`[value="${rings}"]`).checked = true;
    this.#write();
  }

  #write() {
    if (!this.#node.open || !this.#rings) return;
    const { count, shares } = this.#told();
    this.#node.querySelector(".legend-count").textContent = this.#words.say("inView", { count });
    this.#node.querySelector(".legend-shares").replaceChildren(...shares.map(shareNode));
    for (const note of this.#node.querySelectorAll("[data-rings]")) {
      note.hidden = note.dataset.rings !== this.#rings;
    }
    this.#node.querySelector(".legend-unknown").hidden = shares.every(({ sign }) => sign !== "none");
  }
}

/** A line of a legend: sign, name and number of a share. */
export function shareNode({ sign, name, number }) {
  const node = document.createElement("li");
  node.append(signNode(sign), filled(name), filled(number));
  return node;
}

function filled(text) {
  const node = document.createElement("span");
  node.textContent = text;
  return node;
}

import { markNode } from "./parts.js";

/** The note beside the pointer: which place, or how many places, a mark on the map stands for. */
export class Hint {
  #node;

  constructor(node) {
    this.#node = node;
  }

  /** Show `{name, place, marks, more}` at a point of the map. */
  show({ name, place = "", marks = [], more = 0 }, { x, y }) {
    const title = document.createElement("b");
    title.textContent = name;
    const about = document.createElement("span");
    about.className = "fine";
    about.textContent = place;
    const signs = document.createElement("span");
    signs.className = "hint-marks";
    signs.append(...marks.map(({ mark }) => markNode(mark)), more ? `+${more}` : "");
    this.#node.replaceChildren(title, ...(place ? [about] : []), ...(marks.length ? [signs] : []));
    this.#node.hidden = false;
    const { offsetWidth: width, parentElement: stage } = this.#node;
    const left = Math.max(8, Math.min(x - width / 2, stage.clientWidth - width - 8));
    this.#node.style.translate = `${Math.round(left)}px ${Math.round(y)}px`;
    this.#node.classList.toggle("below", y < 120);
  }

  hide() {
    this.#node.hidden = true;
  }
}

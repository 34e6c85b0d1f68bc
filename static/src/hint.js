import { markNode } from "./parts.js";
import { signNode } from "./signs.js";

const ROOM_ABOVE = 26;

/** The note beside the pointer: which place, or how many places, a mark on the map stands for. */
export class Hint {
  #node;
  #pointer = { x: 0, y: 0 };

  /** `node` stands in the same box as the map; the note keeps to the pointer over `map`. */
  constructor(node, map) {
    this.#node = node;
    map.addEventListener("pointermove", ({ clientX, clientY }) => {
      const { left, top } = map.getBoundingClientRect();
      this.#pointer = { x: clientX - left, y: clientY - top };
    });
  }

  /** Show what the map's "hover" told, in the words of `describing`, its rings made of `rings`; nothing hides the note. */
  show(hit, describing, query, rings) {
    this.#node.hidden = !hit;
    if (!hit) return;
    const { name, place, marks = [], more = 0, shares = [] } = describing.hint(hit, query, rings);
    this.#node.replaceChildren(
      filled("b", name),
      ...(place ? [filled("span", place)] : []),
      ...(marks.length
        ? [filled("span", ...marks.map(({ mark }) => markNode(mark)), more ? `+${more}` : "")]
        : []),
      ...shares.map(({ sign, name, number }) => {
        const row = filled("span", signNode(sign), filled("i", name), number);
        row.className = "hint-share";
        return row;
      }),
    );
    const { x, y } = this.#pointer;
    const room = this.#node.parentElement.clientWidth - this.#node.offsetWidth - 8;
    const left = Math.max(8, Math.min(x - this.#node.offsetWidth / 2, room));
    this.#node.style.translate = `${Math.round(left)}px ${Math.round(y)}px`;
    this.#node.classList.toggle("below", y < this.#node.offsetHeight + ROOM_ABOVE);
  }
}

function filled(tag, ...content) {
  const node = document.createElement(tag);
  node.append(...content);
  return node;
}

import { build, markNode } from "./parts.js";

const BESIDE = 22; // pixels between the point and its list
const EDGE = 8;

/**
 * The list of places that stand at one point, where no zooming tells them apart. It keeps to its point, is not modal, and
 * gives the focus back when it is closed.
 */
export class SharedPoint {
  #node;
  #words;
  #chosen;
  #locate;
  #point = null;
  #from = null;

  /** `chosen(slug, link)` hears an activated row; `locate(point)` tells where a {lat, lon} is on the map, in pixels. */
  constructor(node, words, { chosen, locate }) {
    this.#node = node;
    this.#words = words;
    this.#chosen = chosen;
    this.#locate = locate;
    node.querySelector(".point-close").addEventListener("click", () => this.#dismiss());
    node.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      this.#dismiss();
    });
  }

  /** Show the places, as `Describing.row` tells them, at `point`. */
  show(point, places) {
    const name = this.#node.querySelector(".point-name");
    this.#point = point;
    this.#from = this.#node.contains(document.activeElement) ? this.#from : document.activeElement;
    name.textContent = this.#words.say("atOnePoint", { count: places.length });
    this.#node.querySelector(".point-places").replaceChildren(...places.map((place) => this.#row(place)));
    this.#node.hidden = false;
    this.follow();
    name.focus({ preventScroll: true });
  }

  /** The map has moved: so does the list. */
  follow() {
    if (this.#node.hidden) return;
    const [x, y] = this.#locate(this.#point);
    const { offsetWidth: width, offsetHeight: height, parentElement } = this.#node;
    const { clientWidth: across, clientHeight: down } = parentElement;
    const top = y < down / 2 ? y + BESIDE : y - BESIDE - height;
    this.#node.style.setProperty("--x", `${Math.round(within(x - width / 2, across - width))}px`);
    this.#node.style.setProperty("--y", `${Math.round(within(top, down - height))}px`);
  }

  hide() {
    if (this.#node.contains(document.activeElement)) this.#dismiss();
    this.#node.hidden = true;
  }

  #dismiss() {
    this.#node.hidden = true;
    const back = this.#from?.isConnected && this.#from !== document.body;
    (back ? this.#from : document.querySelector(".results-list")).focus();
  }

  #row({ slug, name, place, url, marks, more, networks }) {
    const { root, ...part } = build("row");
    const link = root.firstElementChild;
    link.href = url;
    part.name.textContent = name;
    part.place.textContent = place;
    if (networks) {
      part.marks.role = "img";
      part.marks.ariaLabel = networks;
    }
    part.marks.append(...marks.map(({ mark }) => markNode(mark)), more ? `+${more}` : "");
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.#chosen(slug, link);
    });
    return root;
  }
}

function within(wanted, room) {
  return Math.max(EDGE, Math.min(wanted, room - EDGE));
}

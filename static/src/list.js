import { build, markNode } from "./parts.js";

const AT_ONCE = 20;
const PAGE = 100;
const LATER = 50; // ms until the rows out of sight are written
const WORTH_LETTERS = 30; // shorter lists need no letters to find one's way

/**
 * The list of results: every place that the map shows, as links, and the keyboard's way to all of them.
 *
 * `describe(i)` gives what a row says about place number `i`. The rows in sight are written at once, the rest of the
 * first hundred after the frame, further hundreds as one scrolls or by a button.
 */
export class List {
  #root;
  #words;
  #describe;
  #order = [];
  #written = 0;
  #letter = null;
  #byName = true;
  #chosen = null;
  #more;
  #late = 0;

  /** `chosen(slug, link)` hears an activated row, `pointed(slug or null)` the row under pointer or focus. */
  constructor(root, words, { describe, chosen, pointed }) {
    this.#root = root;
    this.#words = words;
    this.#describe = describe;
    this.#more = this.#makeMore();
    root.addEventListener("click", (event) => {
      const link = event.target.closest("[data-city]");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button) return;
      if (chosen(link.dataset.city, link)) event.preventDefault();
    });
    const point = (event) => pointed(event.target.closest?.("[data-city]")?.dataset.city ?? null);
    root.addEventListener("pointerover", point);
    root.addEventListener("focusin", point);
    root.addEventListener("pointerleave", () => pointed(null));
    root.addEventListener("focusout", () => pointed(null));
  }

  /** Keep the rows that the server wrote, if they are the first of `order`. */
  adopt(order, byName) {
    const links = this.#root.querySelectorAll("[data-city]");
    const same = Array.from(links).every(
      (link, at) => at < order.length && link.dataset.city === this.#describe(order[at]).slug,
    );
    if (!same || (!links.length && order.length)) {
      this.show(order, byName);
      return;
    }
    this.#order = order;
    this.#byName = byName;
    this.#written = links.length;
    if (this.#written) this.#letter = this.#describe(order[this.#written - 1]).letter;
    this.#more.hidden = this.#written >= order.length;
  }

  /** Show the places `order`; `byName` puts the letters between them. */
  show(order, byName) {
    this.#order = order;
    this.#byName = byName;
    this.#written = 0;
    this.#letter = null;
    this.#root.replaceChildren();
    this.#root.parentElement.scrollTop = 0;
    this.#write(AT_ONCE);
    clearTimeout(this.#late);
    this.#late = setTimeout(() => this.#write(PAGE), LATER);
  }

  /** Mark the row of the place `slug` as the chosen one; `null` for none. */
  choose(slug) {
    this.#chosen = slug;
    this.#root.querySelector("[aria-current]")?.removeAttribute("aria-current");
    this.row(slug)?.setAttribute("aria-current", "true");
  }

  /** Lift the row of the place `slug`, whose mark is under the pointer; `null` for none. */
  lift(slug) {
    this.#root.querySelector(".lifted")?.classList.remove("lifted");
    this.row(slug)?.classList.add("lifted");
  }

  /** The link of the place `slug`, if it is written. */
  row(slug) {
    return slug && this.#root.querySelector(`[data-city="${CSS.escape(slug)}"]`);
  }

  #write(upTo) {
    const until = Math.min(upTo, this.#order.length);
    const rows = document.createDocumentFragment();
    for (; this.#written < until; this.#written++) {
      const place = this.#describe(this.#order[this.#written]);
      if (this.#byName && this.#order.length > WORTH_LETTERS && place.letter !== this.#letter)
        rows.append(this.#heading(place.letter));
      this.#letter = place.letter;
      rows.append(this.#row(place));
    }
    this.#root.append(rows);
    this.#more.hidden = this.#written >= this.#order.length;
  }

  #heading(letter) {
    const node = document.createElement("li");
    node.className = "letter";
    node.ariaHidden = "true";
    node.textContent = letter;
    return node;
  }

  #row({ slug, name, place, url, marks, more }) {
    const { root, ...part } = build("row");
    const link = root.firstElementChild;
    link.href = url;
    link.dataset.city = slug;
    if (slug === this.#chosen) link.ariaCurrent = "true";
    part.name.textContent = name;
    part.place.textContent = place;
    part.networks.textContent = this.#spoken(marks, more);
    part.marks.append(...marks.map(({ mark }) => markNode(mark)));
    if (more) {
      const rest = document.createElement("span");
      rest.className = "row-more";
      rest.textContent = `+${more}`;
      part.marks.append(rest);
    }
    return root;
  }

  #spoken(marks, more) {
    if (!marks.length) return "";
    const list = marks.map(({ label }) => label).join(", ");
    const further = more ? ` ${this.#words.say("furtherNetworks", { count: more })}` : "";
    return this.#words.say("networks", { list: list + further });
  }

  #makeMore() {
    const link = document.getElementById("rows-next");
    const button = document.createElement("button");
    button.type = "button";
    button.id = "rows-next";
    button.className = "rows-next";
    button.textContent = this.#words.say("more");
    button.hidden = !link;
    const write = () => this.#write(this.#written + PAGE);
    button.addEventListener("click", write);
    if (link) link.replaceWith(button);
    else this.#root.after(button);
    new IntersectionObserver((entries) => entries[0].isIntersecting && this.#written >= PAGE && write(), {
      root: this.#root.parentElement,
      rootMargin: "400px",
    }).observe(button);
    return button;
  }
}

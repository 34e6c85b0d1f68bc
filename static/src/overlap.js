import { MOST, partsInOrder, queryOfPart } from "./overlapping.js";
import { build, markNode } from "./parts.js";
import { emptyQuery, serialise } from "./query.js";
import { sentenceOf } from "./sentence.js";
import { drawing } from "./venn.js";

const SIGN = 26;
const SVG = "http://www.w3.org/2000/svg";

/**
 * The overlap explorer: two or three networks, the picture of their parts, and each part as a link that filters. Beside the
 * list on wide screens, where everything else stays in reach; over everything on smaller ones.
 */
export class Overlap {
  #dialog;
  #opener;
  #data;
  #words;
  #asking;
  #marks;
  #selects;
  #slugs = [];
  #query = null;
  #rows = new Map(); // by part: the nodes that show it
  #wide = matchMedia("(width >= 80rem)");

  /**
   * `asking` brings `begin()`, the networks to begin with; `parts(slugs)`, how many places they share; `address(query)`; and
   * `chosen(slugs)`, which hears the reader open, change or, with none, close the explorer.
   */
  constructor(dialog, opener, data, words, asking) {
    this.#dialog = dialog;
    this.#opener = opener;
    this.#data = data;
    this.#words = words;
    this.#asking = asking;
    this.#marks = [...dialog.querySelectorAll(".overlap-mark")];
    this.#selects = [...dialog.querySelectorAll("select")];
    opener.addEventListener("click", () => this.#begin());
    for (const select of this.#selects) {
      select.append(...this.#options());
      select.addEventListener("change", () => this.#choose());
    }
    for (const button of dialog.querySelectorAll(".overlap-close, .overlap-done"))
      button.addEventListener("click", () => this.#dismiss());
    dialog.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || isUnfolded(event.target)) return;
      event.preventDefault();
      this.#dismiss();
    });
    // A gesture or a button of the system may ask for the same.
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.#dismiss();
    });
    dialog.querySelector(".overlap-picture").addEventListener("click", ({ target }) => {
      if (target.dataset.bits) this.#rows.get(Number(target.dataset.bits)).link.click();
    });
    for (const event of ["pointerover", "pointerout"])
      dialog.addEventListener(event, ({ target, type }) => this.#light(target, type === "pointerover"));
    this.#wide.addEventListener("change", () => {
      if (!dialog.open) return;
      dialog.close();
      this.#open();
    });
  }

  /** Whether it lies over the map while map and list stay in use. */
  get isBeside() {
    return this.#dialog.open && this.#wide.matches;
  }

  /** Show what the address asks for: these networks compared, or with fewer than two no explorer. */
  adopt(slugs) {
    const known = slugs.filter((slug) => this.#data.networks.some((network) => network.slug === slug));
    if (known.length < 2) this.#close();
    else if (this.#query) {
      this.#compare(known);
      this.#open();
    }
  }

  /** Show the parts of what `query` finds; `count` is how many places are filtered now. */
  show(query, count) {
    this.#query = query;
    this.#dialog.querySelector(".overlap-done").textContent = this.#words.say("show", { count });
    if (this.#dialog.open) this.#fill();
  }

  #begin() {
    if (!this.#query) return;
    if (!this.#dialog.open) {
      this.#compare(this.#asking.begin());
      this.#open();
      this.#asking.chosen(this.#slugs);
    }
    this.#dialog.querySelector("h2").focus();
  }

  #open() {
    if (this.#dialog.open) return;
    if (this.#wide.matches) this.#dialog.open = true;
    else this.#dialog.showModal();
    this.#opener.ariaExpanded = "true";
  }

  #close() {
    this.#dialog.close();
    this.#opener.ariaExpanded = "false";
  }

  /** Close it and give the focus back. */
  #dismiss() {
    this.#close();
    // On smaller screens the button lies within the closed filters.
    const back = this.#wide.matches ? this.#opener : document.querySelector(".filters-open");
    back.focus({ preventScroll: true });
    this.#asking.chosen([]);
  }

  /** What the selects say now. */
  #choose() {
    const slugs = this.#selects.map(({ value }) => value).filter(Boolean);
    this.#compare(slugs);
    this.#asking.chosen(slugs);
    const shared = this.#rows.get((1 << slugs.length) - 1);
    this.#dialog.querySelector("[role=status]").textContent = shared.link.ariaLabel;
  }

  #compare(slugs) {
    this.#slugs = slugs.slice(0, MOST);
    this.#selects.forEach((select, at) => {
      const own = this.#slugs[at] ?? "";
      select.value = own;
      for (const option of select.options)
        option.disabled = option.value !== own && this.#slugs.includes(option.value);
      this.#marks[at].replaceChildren(...(own ? [this.#mark(own)] : []));
    });
    this.#draw();
    this.#fill();
  }

  /** Rows and regions for the networks chosen; their figures follow. */
  #draw() {
    const order = partsInOrder(this.#slugs.length);
    this.#rows = new Map(order.map((part) => [part, this.#row(part)]));
    this.#dialog
      .querySelector(".overlap-parts")
      .replaceChildren(...order.map((part) => this.#rows.get(part).root));
    const { width, height, radius, circles, regions } = drawing(this.#slugs.length);
    const picture = this.#dialog.querySelector(".overlap-picture");
    picture.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const round = ({ x, y }, name) => svg("circle", { cx: x, cy: y, r: radius, class: name });
    const shapes = regions.map(({ part, path }) =>
      svg("path", { d: path, class: "overlap-region", "data-bits": part }),
    );
    const figures = regions.map(({ x, y }) => svg("text", { x, y, dy: "0.4em" }));
    // A network's mark stands where only it is.
    const signs = regions
      .filter(({ part }) => Math.log2(part) % 1 === 0)
      .map(({ part, x, y }) => {
        const sign = this.#mark(this.#slugs[Math.log2(part)]);
        const box = { x: x - SIGN / 2, y: y - SIGN - 11, width: SIGN, height: SIGN };
        for (const [name, value] of Object.entries(box)) sign.setAttribute(name, value);
        return sign;
      });
    picture.replaceChildren(
      ...circles.map((circle, at) =>
        round(circle, `overlap-field mark-${this.#network(this.#slugs[at]).mark}`),
      ),
      ...shapes,
      ...circles.map((circle) => round(circle, "overlap-line")),
      ...figures,
      ...signs,
    );
    regions.forEach(({ part }, at) => {
      Object.assign(this.#rows.get(part), { shape: shapes[at], figure: figures[at] });
    });
  }

  #row(part) {
    const row = build("overlap");
    const asked = queryOfPart(emptyQuery(), this.#slugs, part);
    row.name.textContent = sentenceOf(asked, 0, this.#data, this.#words).text;
    row.marks.append(
      ...this.#slugs.map((slug, at) => ((part >> at) & 1 ? this.#mark(slug) : document.createElement("i"))),
    );
    row.link.dataset.bits = part;
    return { ...row, name: row.name.textContent };
  }

  #fill() {
    const { others, count, parts } = this.#asking.parts(this.#slugs);
    const { text, date } = sentenceOf(others, count, this.#data, this.#words);
    const among = [this.#words.say("among", { count }), text].filter(Boolean).join(" ");
    this.#dialog.querySelector(".overlap-among").textContent = `${among}, ${date}`;
    for (const [part, row] of this.#rows) {
      const asked = queryOfPart(others, this.#slugs, part);
      const number = this.#words.number(parts[part]);
      row.count.textContent = number;
      row.link.ariaLabel = `${row.name}: ${this.#words.say("places", { count: parts[part] })}`;
      row.link.href = this.#asking.address(asked);
      row.link.ariaCurrent = serialise(asked) === serialise(this.#query) ? "true" : null;
      if (row.figure) row.figure.textContent = number;
      for (const node of [row.link, row.shape, row.figure]) {
        node?.classList.toggle("none", parts[part] === 0);
        node?.classList.toggle("current", row.link.ariaCurrent === "true");
      }
    }
  }

  /** Row and region of one part light up together. */
  #light(target, lit) {
    const row = this.#rows.get(Number(target.closest("[data-bits]")?.dataset.bits ?? -1));
    row?.link.classList.toggle("lit", lit);
    row?.shape?.classList.toggle("lit", lit);
  }

  #options() {
    const byLabel = new Intl.Collator(this.#words.lang);
    const networks = [...this.#data.networks].sort((a, b) => byLabel.compare(a.label, b.label));
    return networks.map(({ slug, label }) => new Option(label, slug));
  }

  #network(slug) {
    return this.#data.networks.find((network) => network.slug === slug);
  }

  #mark(slug) {
    return markNode(this.#network(slug).mark);
  }
}

/** Whether a select shows its options: Escape is theirs then. Older browsers cannot tell. */
function isUnfolded(select) {
  return CSS.supports("selector(select:open)") && select.matches("select:open");
}

function svg(name, attributes) {
  const node = document.createElementNS(SVG, name);
  for (const [attribute, value] of Object.entries(attributes)) node.setAttribute(attribute, value);
  return node;
}

import { stepOf } from "./growth.js";

const SVG = "http://www.w3.org/2000/svg";
// From top to bottom: counts, bars, the line on which the handles lie, years.
const HIGHEST = 16;
const GROUND = 58;
const LINE = 68;
const YEARS = 94;
const DIGIT = 7.6; // width of a figure on a bar
const YEAR = 38; // room that a year needs on the axis
const GAP = 3;

/**
 * Bars of joinings by year, drawn to the pixel. Counts stand on the bars if all of them fit, else on the highest only; years
 * below in steps that fit.
 */
export class Histogram {
  #pen;
  #names;
  #named = false;
  #words;
  #width = 0;
  #picture = null;

  constructor(svg, words) {
    this.#pen = new Pen(svg);
    this.#names = new Pen(svg);
    this.#words = words;
    new ResizeObserver(([{ contentRect }]) => {
      this.#width = contentRect.width;
      this.#draw();
      this.name();
    }).observe(svg);
  }

  /** Show `{years, span: {first, last}, from, to}`: years from `from` to `to` are filled, the others hollow. */
  show(picture) {
    const before = this.#picture;
    this.#picture = picture;
    if (before && sameAs(before, picture)) return;
    this.#draw();
  }

  #draw() {
    if (!this.#width || !this.#picture) return; // folded away
    const { years, span, from, to, state } = this.#picture;
    const slot = this.#width / (span.last - span.first + 1);
    const left = (year) => (year - span.first) * slot;
    const most = years.reduce((found, [, count]) => Math.max(found, count), 1);
    const fits = this.#words.number(most).length * DIGIT <= slot;
    const end = state ? left(to) + slot / 2 : left(to) + slot;
    this.#pen.begin();
    this.#pen.draw("path", { class: "time-line", d: `M0 ${LINE}H${this.#width}` });
    this.#pen.draw("path", { class: "time-chosen", d: `M${left(from)} ${LINE}H${end}` });
    const write = (name, x, y, said) =>
      this.#pen.draw("text", { class: name, x, y, "text-anchor": "middle" }, said);
    // One path for all filled bars and one for the hollow ones: half a hundred shapes would be the dearest part of a filter's frame.
    const bars = { in: "", out: "" };
    const gap = Math.min(GAP, slot / 6);
    for (const [year, count] of years) {
      const height = Math.max(2, ((GROUND - HIGHEST) * count) / most);
      const bar = `M${left(year) + gap} ${GROUND}v${-height}h${slot - 2 * gap}v${height}z`;
      bars[year < from || year > to ? "out" : "in"] += bar;
      if (fits || count === most)
        write("time-count", left(year) + slot / 2, GROUND - height - 4, this.#words.number(count));
    }
    this.#pen.draw("path", { class: "time-bar", d: bars.in });
    this.#pen.draw("path", { class: "time-bar-outside", d: bars.out });
    const step = stepOf(slot, YEAR);
    for (let year = Math.ceil(span.first / step) * step; year <= span.last; year += step)
      write("time-year", left(year) + slot / 2, YEARS, year);
    this.#pen.end();
    this.#named = false;
  }

  /** Let each bar say its year and count to who points at it, which nobody does within the frame. */
  name() {
    if (!this.#width || !this.#picture || this.#named) return;
    this.#named = true;
    const { years, span } = this.#picture;
    const width = this.#width / (span.last - span.first + 1);
    this.#names.begin();
    for (const [year, count] of years) {
      const place = { class: "time-name", x: (year - span.first) * width, y: 0, width, height: GROUND };
      this.#names.draw("rect", place, `${year}: ${this.#words.number(count)}`);
    }
    this.#names.end();
  }
}

function sameAs(one, other) {
  const alike = one.years === other.years && one.state === other.state;
  const spans = one.span.first === other.span.first && one.span.last === other.span.last;
  return alike && spans && one.from === other.from && one.to === other.to;
}

/** Draws shapes, one kind after the other, with the nodes of the picture before; only what differs is touched. */
class Pen {
  #root;
  #nodes = {};
  #used = {};

  constructor(root) {
    this.#root = root;
  }

  begin() {
    for (const kind of Object.keys(this.#nodes)) this.#used[kind] = 0;
  }

  /** A shape that says `content`: as its text, or as the title of a bar. */
  draw(name, attributes, content = null) {
    const kind = attributes.class;
    this.#nodes[kind] ??= [];
    this.#used[kind] ??= 0;
    const drawn = this.#nodes[kind];
    const number = this.#used[kind]++;
    drawn[number] ??= this.#made(name);
    const { node, said, last } = drawn[number];
    for (const [key, value] of Object.entries(attributes)) {
      if (last[key] === value) continue;
      last[key] = value;
      node.setAttribute(key, value);
    }
    if (content === null || last.content === content) return;
    last.content = content;
    said.textContent = content;
  }

  /** What is left over of the picture before goes. */
  end() {
    for (const [kind, drawn] of Object.entries(this.#nodes))
      for (const { node } of drawn.splice(this.#used[kind])) node.remove();
  }

  #made(name) {
    const node = this.#root.appendChild(document.createElementNS(SVG, name));
    const said = name === "rect" ? node.appendChild(document.createElementNS(SVG, "title")) : node;
    return { node, said, last: {} };
  }
}

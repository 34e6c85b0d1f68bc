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
  #svg;
  #words;
  #width = 0;
  #picture = null;

  constructor(svg, words) {
    this.#svg = svg;
    this.#words = words;
    new ResizeObserver(([{ contentRect }]) => {
      this.#width = contentRect.width;
      this.#draw();
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
    const nodes = [
      node("path", { class: "time-line", d: `M0 ${LINE}H${this.#width}` }),
      node("path", { class: "time-chosen", d: `M${left(from)} ${LINE}H${end}` }),
    ];
    for (const [year, count] of years) {
      const height = Math.max(2, ((GROUND - HIGHEST) * count) / most);
      const gap = Math.min(GAP, slot / 6);
      const bar = node("rect", {
        class: year < from || year > to ? "time-bar outside" : "time-bar",
        x: left(year) + gap,
        y: GROUND - height,
        width: slot - 2 * gap,
        height,
      });
      const figure = this.#words.number(count);
      bar.append(node("title", {}, `${year}: ${figure}`));
      nodes.push(bar);
      if (!fits && count < most) continue;
      nodes.push(text("time-count", left(year) + slot / 2, GROUND - height - 4, figure));
    }
    const step = stepOf(slot, YEAR);
    for (let year = Math.ceil(span.first / step) * step; year <= span.last; year += step)
      nodes.push(text("time-year", left(year) + slot / 2, YEARS, year));
    this.#svg.replaceChildren(...nodes);
  }
}

function sameAs(one, other) {
  const alike = one.years === other.years && one.state === other.state;
  const spans = one.span.first === other.span.first && one.span.last === other.span.last;
  return alike && spans && one.from === other.from && one.to === other.to;
}

function text(name, x, y, content) {
  return node("text", { class: name, x, y, "text-anchor": "middle" }, content);
}

function node(name, attributes, content = null) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (content !== null) made.textContent = content;
  return made;
}

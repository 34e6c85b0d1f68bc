import { MODES, Modes } from "./modes.js";

const TYPING_PAUSE = 180;

/**
 * The filter panel: a form that says which query is wanted, and shows what one more click would give.
 *
 * Parameters without a control here (dates, box, distance) wait in `.panel-rest` and stay part of the query.
 */
export class Panel {
  #words;
  #facets;
  #options = [];
  #networks = new Map();
  #rest;
  #timer = 0;
  #counts = null;
  #byRow = new Map();
  #turned = new Set(); // networks whose three buttons follow the frame: all options below them move
  #seen = new Set(); // the options in sight; only rows of lists in sight are watched, for there can be thousands
  #rows = new IntersectionObserver((rows) => {
    for (const { target, isIntersecting } of rows) this.#see(target, isIntersecting);
  });
  #lists = new IntersectionObserver((lists) => {
    for (const { target, isIntersecting } of lists)
      for (const row of target.children) {
        if (isIntersecting) this.#rows.observe(row);
        else this.#rows.unobserve(row);
        if (!isIntersecting) this.#see(row, false);
      }
  });

  /**
   * `changed(params, typed)` hears every change; `pressed(params)` what a press on an option will ask for when it is let
   * go; `searching()` hears that somebody is about to type.
   */
  constructor(form, words, { changed, pressed, searching }) {
    this.#words = words;
    this.#rest = form.querySelector(".panel-rest");
    this.search = form.elements.namedItem("q");
    const tell = (typed) => {
      clearTimeout(this.#timer);
      changed(this.read(), typed);
    };
    this.#facets = [...form.querySelectorAll("[data-facet]")].map((node) => this.#facet(node, tell));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      tell(false);
    });
    const press = ({ target }) => {
      const option = this.#byRow.get(target.closest("[data-filter]")?.parentElement);
      if (option) pressed(this.read(option));
    };
    form.addEventListener("pointerdown", press);
    form.addEventListener("keydown", (event) => event.key === " " && press(event));
    this.search.addEventListener("focus", searching);
    this.search.addEventListener("input", () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(tell, TYPING_PAUSE, true);
    });
  }

  /** The query that the form asks for, as parameters; or would ask for with another click on the option `turned`. */
  read(turned = null) {
    const params = new URLSearchParams();
    const text = this.search.value.trim();
    if (text) params.set("q", text);
    for (const option of this.#options) {
      const mode = option !== turned ? option.mode : option.mode ? null : option.facet.name;
      if (mode) params.append(mode, option.value);
    }
    for (const { name, value } of this.#rest.children) params.append(name, value);
    return params;
  }

  /** Empty the search box; gives what the form asks for without it. */
  forget() {
    clearTimeout(this.#timer);
    this.search.value = "";
    return this.read();
  }

  /** Choose a value as a click on its control would, in place of the text that led to it; gives what the form asks for then. */
  choose(facet, value) {
    const found = this.#options.find((option) => option.facet.name === facet && option.value === value);
    if (found && !found.mode) {
      this.#set(found, facet);
      found.modes?.show(facet);
      this.#mark();
    }
    return this.forget();
  }

  /** Make the form ask for `params`. */
  write(params) {
    const text = params.get("q") ?? "";
    if (this.search.value.trim() !== text) this.search.value = text;
    const asked = new Map();
    for (const [name, value] of params)
      asked.set(`${MODES.includes(name) ? "network" : name} ${value}`, name);
    for (const option of this.#options) {
      const key = `${option.facet.name} ${option.value}`;
      this.#set(option, asked.get(key) ?? null);
      option.modes?.show(option.mode);
      asked.delete(key);
    }
    asked.delete(`q ${text}`);
    this.#rest.replaceChildren(
      ...[...params].filter(([name, value]) => asked.has(`${name} ${value}`)).map(hidden),
    );
    this.#mark();
  }

  /** The same at the beginning: what somebody has typed before we listened stays, and is asked for. */
  adopt(params) {
    const { value } = this.search;
    const typed = document.activeElement === this.search && value.trim() !== (params.get("q") ?? "");
    this.write(params);
    if (!typed) return;
    this.search.value = value;
    this.search.dispatchEvent(new Event("input"));
  }

  /** Write how many places one more click gives, `counts(facet, value)`, where it is in sight; the rest can follow the frame. */
  count(counts) {
    this.#counts = counts;
    for (const option of this.#seen) this.#number(option);
  }

  /** What can follow the frame: the buttons of a network, and the counts out of sight before anybody can scroll to them. */
  countRest() {
    for (const option of this.#options) this.#number(option);
    for (const { modes, mode } of this.#turned) modes.show(mode);
    this.#turned.clear();
  }

  #see(row, whether) {
    const option = this.#byRow.get(row);
    if (whether) this.#seen.add(option);
    else this.#seen.delete(option);
  }

  #number(option) {
    const count = this.#counts(option.facet.name, option.value);
    if (count === option.count) return;
    const turned = !count !== !option.count || option.count === null;
    option.count = count;
    const text = this.#words.number(count);
    this.#fit(option.facet, text.length);
    if (option.mode !== "network_not") option.number.data = text;
    if (turned) this.#dim(option);
  }

  /** All counts of a facet have room for its longest: so a new one lays out nothing but itself. */
  #fit(facet, figures) {
    if (figures <= facet.figures) return;
    facet.figures = figures;
    facet.node.style.setProperty("--figures", `${figures}ch`);
  }

  /** Paler where a click would leave nothing; no number where a network is left out, because nothing is to be had there. */
  #dim({ row, mode, count, number }) {
    row.classList.toggle("none", count === 0 && !mode);
    if (mode === "network_not") number.data = "";
    else if (count !== null && !number.data) number.data = this.#words.number(count);
  }

  #facet(node, tell) {
    const facet = {
      node,
      name: node.dataset.facet,
      chosen: node.querySelector(".facet-chosen"),
      options: [],
      figures: 0,
    };
    for (const list of node.querySelectorAll(".options")) this.#lists.observe(list);
    for (const row of node.querySelectorAll("[data-option]"))
      facet.options.push(this.#option(facet, row, tell));
    this.#options.push(...facet.options);
    this.#fit(facet, Math.max(2, ...facet.options.map(({ number }) => number.length)));
    return facet;
  }

  #option(facet, row, tell) {
    const box = row.querySelector("input");
    const option = {
      facet,
      row,
      box,
      value: row.dataset.option,
      mode: box.checked ? facet.name : null,
      count: null,
    };
    this.#byRow.set(row, option);
    const number = row.querySelector(".option-count");
    if (!number.firstChild) number.append("");
    option.number = number.firstChild;
    const set = (mode) => {
      this.#set(option, mode);
      if (option.modes) this.#turned.add(option);
      this.#mark();
      tell(false);
    };
    if (facet.name === "network") {
      option.modes = new Modes(row, row.querySelector(".option-name").textContent, this.#words, set);
      this.#networks.set(option.value, option);
    }
    box.addEventListener("change", () => set(box.checked ? facet.name : null));
    return option;
  }

  #set(option, mode) {
    option.mode = mode;
    option.box.checked = mode !== null;
    option.row.classList.toggle("chosen", mode !== null);
    option.row.classList.toggle("without", mode === "network_not");
    this.#dim(option);
  }

  /** What follows from the choices: the numbers beside the headings, the dash of a parent, nothing chosen out of sight. */
  #mark() {
    for (const facet of this.#facets) {
      const chosen = facet.options.filter((option) => option.mode);
      facet.chosen.textContent = chosen.length ? this.#words.say("chosen", { count: chosen.length }) : "";
      for (const { row } of chosen) {
        const further = row.closest(".further");
        if (further) further.open = true;
      }
    }
    for (const option of this.#networks.values()) option.box.indeterminate = false;
    for (const option of this.#networks.values()) {
      if (!option.mode) continue;
      for (let above = this.#above(option); above; above = this.#above(above))
        above.box.indeterminate = !above.mode;
    }
  }

  #above(option) {
    return this.#networks.get(option.row.dataset.parent);
  }
}

function hidden([name, value]) {
  const input = document.createElement("input");
  return Object.assign(input, { type: "hidden", name, value });
}

import { build, markNode, say } from "./parts.js";

const SPARE = 6; // rows beyond those in sight that are written while one scrolls
const WINDOW = 100; // rows that are kept when nothing moves; a list of so many is written whole
const MOST_ROWS = 300; // while one scrolls on and on
const LATER = 50; // ms until the rest of the window is written
const FAR = 24; // from this position on the browser may leave rows out of sight as they are
const SAMPLE = 5; // rows of which the lowest, whose name takes one line, tells how high rows are
const MOST_ON_PAPER = 2000;
const STEPS = { ArrowDown: 1, ArrowUp: -1 };

const partsOfRows = new WeakMap();

/**
 * The list of results: every place that the map shows, as links, and the keyboard's way to all of them.
 *
 * Only a window of rows around those in sight is written, however many there are; empty room above and below stands
 * for the others. `describe(i)` gives what a row says about place number `i`. What a change of filters writes are the
 * rows in sight, and nothing here asks the page how big something is: sizes are told by observers.
 */
export class List {
  #root;
  #box;
  #words;
  #describe;
  #places = [];
  #groups = [];
  #first = 0; // the window: places from #first up to #last are written
  #last = 0;
  #rows = []; // their nodes
  #headings = new Map(); // by the position before which they stand
  #above = room();
  #below = room();
  #kept = null; // {at, node}: a row out of the window that holds the focus
  #chosen = null;
  #pointed = null;
  #sizes = { row: 58, heading: 29, box: 600 };
  #top = 0;
  #frame = 0;
  #late = 0;
  #measure;
  #whole = false; // written out for paper
  #stale = []; // rows of the list before, below those in sight

  /** `chosen(slug, link)` hears an activated row, `pointed(slug or null)` the row under pointer or focus. */
  constructor(root, words, { describe, chosen, pointed }) {
    this.#root = root;
    this.#box = root.parentElement;
    this.#words = words;
    this.#describe = describe;
    root.addEventListener("click", (event) => {
      const link = event.target.closest("[data-city]");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button) return;
      if (chosen(link.dataset.city, link)) event.preventDefault();
    });
    const point = (slug) => {
      if (slug === this.#pointed) return;
      this.#pointed = slug;
      pointed(slug);
    };
    const under = (event) => point(event.target.closest?.("[data-city]")?.dataset.city ?? null);
    root.addEventListener("pointerover", under);
    root.addEventListener("pointerleave", () => point(null));
    root.addEventListener("focusin", under);
    root.addEventListener("focusout", () => {
      point(null);
      // The next row may have the focus already; what nobody looks at any more can go.
      queueMicrotask(() => this.#dropKept());
    });
    root.addEventListener("keydown", (event) => this.#key(event));
    this.#box.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.#measure = new ResizeObserver((entries) => this.#measured(entries));
    this.#measure.observe(this.#box);
    addEventListener("beforeprint", () => this.all());
    addEventListener("afterprint", () => this.#window());
  }

  /** Keep the rows that the server wrote, if they are the first of `places`. */
  adopt(places, groups) {
    const links = [...this.#root.querySelectorAll("[data-city]")];
    const headings = [...this.#root.querySelectorAll(".letter")];
    const same =
      (links.length || !places.length) &&
      groups.filter(({ at }) => at < links.length).length === headings.length &&
      links.every((link, at) => at < places.length && link.dataset.city === this.#describe(places[at]).slug);
    if (!same) {
      this.show(places, groups);
      return;
    }
    this.#begin(places, groups);
    for (const [at, link] of links.entries()) {
      this.#rows.push(link.parentElement);
      this.#number(link.parentElement, at);
    }
    for (const { at } of groups) if (at < links.length) this.#headings.set(at, headings.shift());
    this.#last = links.length;
    this.#root.prepend(this.#above);
    this.#root.append(this.#below);
    this.#makeRoom();
    this.#observe();
  }

  /** Show `places`; before position `at` of each of the `groups` stands its `label`. */
  show(places, groups) {
    const focused = this.#focused();
    const place = focused && this.#places[focused.at];
    const until = Math.min(places.length, this.#inSight(0));
    const reused = focused || this.#kept || this.#whole ? [] : this.#rows.slice(0, until);
    const headings = [...this.#headings.values()];
    this.#begin(places, groups);
    if (reused.length) this.#turn(reused, headings);
    else this.#root.replaceChildren(this.#above, this.#below);
    if (this.#top) this.#box.scrollTop = this.#top = 0;
    this.#write(0, until);
    this.#later();
    if (focused) this.#refocus(places.indexOf(place));
  }

  /** Take away what is left of the list before; within the frame of a new answer it would take its time. */
  tidy() {
    for (const node of this.#stale) node.remove();
    this.#stale = [];
  }

  /** Mark the row of the place `slug` as the chosen one; `null` for none. */
  choose(slug) {
    this.#chosen = slug;
    this.#root.querySelector("[aria-current]")?.removeAttribute("aria-current");
    this.row(slug)?.setAttribute("aria-current", "true");
  }

  /** Lift those of the places `lifted` (numbers) whose rows are written. */
  lift(lifted) {
    for (const link of this.#root.querySelectorAll(".lifted")) link.classList.remove("lifted");
    if (!lifted.length) return;
    const written = new Map();
    for (let at = this.#first; at < this.#last; at++)
      written.set(this.#places[at], this.#rows[at - this.#first]);
    for (const place of lifted) written.get(place)?.firstElementChild.classList.add("lifted");
  }

  /** The link of the place `slug`, if it is written. */
  row(slug) {
    return slug && this.#root.querySelector(`[data-city="${CSS.escape(slug)}"]`);
  }

  /** Write all rows, for paper, or as many as make sense there with a word on how many more there are. */
  all(most = MOST_ON_PAPER) {
    this.tidy();
    clearTimeout(this.#late);
    const until = Math.min(most, this.#places.length);
    this.#write(0, until);
    this.#whole = true;
    this.#above.style.height = this.#below.style.height = "";
    const rest = this.#places.length - this.#last;
    this.#below.textContent = rest ? this.#words.say("furtherPlaces", { count: rest }) : "";
    this.#below.classList.toggle("rows-rest", rest > 0);
  }

  // --- the window -----------------------------------------------------------------------------------

  #begin(places, groups) {
    this.tidy();
    this.#places = places;
    this.#groups = groups;
    this.#first = this.#last = 0;
    this.#rows = [];
    this.#headings.clear();
    this.#kept = null;
    this.#whole = false;
    document.getElementById("rows-next")?.remove();
  }

  /** Let the `reused` rows say what the first places say, which costs the browser much less than other rows in their place. */
  #turn(reused, headings) {
    for (const heading of headings) heading.remove();
    let group = 0;
    for (const [at, row] of reused.entries()) {
      if (this.#groups[group]?.at === at) {
        const heading = headingNode(this.#groups[group++].label);
        this.#headings.set(at, heading);
        row.before(heading);
      }
      this.#fill(row, this.#describe(this.#places[at]), at);
    }
    this.#rows = reused;
    this.#last = reused.length;
    for (let node = reused.at(-1).nextSibling; node !== this.#below; node = node.nextSibling)
      this.#stale.push(node);
    if (reused.length < this.#inSight(0)) this.tidy(); // they would be seen
  }

  /** The end of the rows in sight, if `from` is the first of them. */
  #inSight(from) {
    return from + Math.ceil(this.#sizes.box / this.#sizes.row) + 1;
  }

  #scrolled() {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => {
      this.#top = this.#box.scrollTop;
      if (this.#whole) return;
      const from = this.#indexAt(this.#top);
      const until = Math.min(this.#places.length, this.#inSight(from));
      if (from >= this.#first && until <= this.#last) {
        // All in sight is there; what comes next should be so too.
        if (this.#last - until < SPARE || from - this.#first < SPARE) this.#later();
        return;
      }
      this.#write(
        Math.max(0, from - SPARE),
        Math.min(this.#places.length, until + SPARE),
        from > this.#last || until < this.#first,
      );
      if (this.#last - this.#first > MOST_ROWS) this.#trim(from - WINDOW, until + WINDOW);
      this.#later();
    });
  }

  #later() {
    clearTimeout(this.#late);
    this.#late = setTimeout(() => this.#window(), LATER);
  }

  /** The whole window around what is in sight. */
  #window() {
    this.tidy();
    this.#whole = false;
    this.#below.textContent = "";
    this.#below.classList.remove("rows-rest");
    const middle = this.#indexAt(this.#top + this.#sizes.box / 2);
    const last = Math.min(this.#places.length, Math.max(middle + WINDOW / 2, WINDOW));
    const first = Math.max(0, Math.min(middle - WINDOW / 2, last - WINDOW));
    this.#write(first, last);
    this.#trim(first, last);
    this.#observe();
  }

  /** Write the rows from `first` up to `last` to those that stand there, or `anew` in place of them. */
  #write(first, last, anew = false) {
    if (last > this.#last) this.tidy();
    if (anew || first > this.#last || last < this.#first) {
      this.#trim(first, first);
      this.#first = this.#last = first;
    }
    if (last > this.#last) {
      const rows = this.#made(this.#last, last);
      this.#below.before(rows);
      this.#last = last;
    }
    if (first < this.#first) {
      const rows = this.#made(first, this.#first);
      this.#above.after(rows);
      this.#first = first;
    }
    this.#rejoin();
    this.#makeRoom();
  }

  #made(from, until) {
    const fragment = document.createDocumentFragment();
    const rows = [];
    let group = this.#groupsBefore(from);
    for (let at = from; at < until; at++) {
      if (this.#groups[group]?.at === at) {
        const heading = headingNode(this.#groups[group++].label);
        this.#headings.set(at, heading);
        fragment.append(heading);
      }
      const row = this.#row(this.#describe(this.#places[at]), at);
      rows.push(row);
      fragment.append(row);
    }
    if (from === this.#last) this.#rows.push(...rows);
    else this.#rows.unshift(...rows);
    return fragment;
  }

  /** Take away what lies outside `first` to `last`, but for a row that holds the focus. */
  #trim(first, last) {
    const focused = this.#focused();
    const gone = (at) => {
      const node = this.#rows[at - this.#first];
      this.#headings.get(at)?.remove();
      this.#headings.delete(at);
      if (focused?.at === at) this.#keep(at, node);
      else node.remove();
    };
    const [from, until] = [this.#first, this.#last];
    for (let at = from; at < until; at++) if (at < first || at >= last) gone(at);
    const start = Math.min(Math.max(first, from), until);
    const end = Math.max(start, Math.min(last, until));
    this.#rows = this.#rows.slice(start - from, end - from);
    [this.#first, this.#last] = [start, end];
    this.#makeRoom();
  }

  #makeRoom() {
    const { row, heading } = this.#sizes;
    const before = this.#first * row + this.#groupsBefore(this.#first) * heading;
    const groupsAfter = this.#groups.length - this.#groupsBefore(this.#last);
    const after = (this.#places.length - this.#last) * row + groupsAfter * heading;
    this.#above.style.height = `${before}px`;
    this.#below.style.height = `${after}px`;
  }

  /** Number of groups that begin before a position. */
  #groupsBefore(position) {
    let [low, high] = [0, this.#groups.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#groups[middle].at < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #offsetOf(at) {
    return at * this.#sizes.row + this.#groupsBefore(at + 1) * this.#sizes.heading;
  }

  #indexAt(y) {
    const { row, heading } = this.#sizes;
    let [low, high] = [0, this.#groups.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#groups[middle].at * row + middle * heading <= y) low = middle + 1;
      else high = middle;
    }
    const next = this.#groups[low]?.at ?? this.#places.length;
    const at = Math.floor((y - low * heading) / row);
    return Math.max(0, Math.min(at, next - 1));
  }

  // --- sizes, as the page tells them ----------------------------------------------------------------

  #observe() {
    this.#measure.disconnect();
    this.#measure.observe(this.#box);
    const start = this.#indexAt(this.#top) - this.#first;
    for (const row of this.#rows.slice(start, start + SAMPLE)) this.#measure.observe(row);
    const [heading] = this.#headings.values();
    if (heading) this.#measure.observe(heading);
  }

  #measured(entries) {
    const before = { ...this.#sizes };
    const rows = [];
    for (const { target, borderBoxSize } of entries) {
      const size = borderBoxSize[0].blockSize;
      if (target === this.#box) this.#sizes.box = size;
      else if (target.classList.contains("letter")) this.#sizes.heading = size || before.heading;
      else if (size) rows.push(size);
    }
    if (rows.length) this.#sizes.row = Math.min(...rows);
    if (this.#whole) return;
    if (before.row !== this.#sizes.row || before.heading !== this.#sizes.heading) this.#makeRoom();
    if (before.box < this.#sizes.box) this.#scrolled();
  }

  // --- focus ----------------------------------------------------------------------------------------

  /** {at, node} of the row that holds the focus. */
  #focused() {
    const link = document.activeElement;
    if (!link || !this.#root.contains(link)) return null;
    if (this.#kept?.node.contains(link)) return this.#kept;
    const index = this.#rows.indexOf(link.closest("li"));
    return index < 0 ? null : { at: this.#first + index, node: this.#rows[index] };
  }

  /** A row with the focus stays, where it would stand, when the window goes on. */
  #keep(at, node) {
    node.classList.add("kept");
    node.style.insetBlockStart = `${this.#offsetOf(at)}px`;
    this.#kept = { at, node };
  }

  /** Back in the window, a kept row takes the place of the one written for it. */
  #rejoin() {
    if (!this.#kept) return;
    const { at, node } = this.#kept;
    if (at < this.#first || at >= this.#last) return;
    const index = at - this.#first;
    const twin = this.#rows[index];
    if (twin !== node) {
      // Moved around the focused row: moving the row itself would take its focus.
      twin.remove();
      this.#rows[index] = node;
      this.#settle(node, index);
    }
    node.classList.remove("kept");
    node.style.insetBlockStart = "";
    this.#kept = null;
  }

  /** Bring what stands around `node` into order without touching it. */
  #settle(node, index) {
    const before = [this.#above];
    const after = [];
    for (const [number, row] of this.#rows.entries()) {
      const heading = this.#headings.get(this.#first + number);
      const list = number < index || (number === index && heading) ? before : after;
      if (heading) list.push(heading);
      if (number !== index) (number < index ? before : after).push(row);
    }
    node.before(...before);
    node.after(...after, this.#below);
  }

  #dropKept() {
    if (!this.#kept || this.#kept.node.contains(document.activeElement)) return;
    this.#kept.node.remove();
    this.#kept = null;
  }

  /** The focus was in a row of the list that went: it goes to the same place, or to the list. */
  #refocus(at) {
    if (at < 0) {
      this.#box.focus({ preventScroll: true });
      return;
    }
    this.#reach(at);
    this.#rows[at - this.#first].firstElementChild.focus();
  }

  /** Write the rows around `at`, so that there are some to go on to. */
  #reach(at) {
    const [first, last] = [Math.max(0, at - SPARE), Math.min(this.#places.length, at + SPARE + 1)];
    if (first >= this.#first && last <= this.#last && !this.#kept) return;
    this.#write(first, last);
    this.#later();
  }

  #key(event) {
    const focused = this.#focused();
    if (!focused || event.altKey || event.ctrlKey || event.metaKey) return;
    const { key } = event;
    if (key === "Tab") {
      // Before the browser looks for the next link, it has to be there.
      this.#reach(focused.at);
      return;
    }
    if (event.shiftKey) return;
    const page = Math.max(1, Math.floor(this.#sizes.box / this.#sizes.row) - 1);
    const end = this.#places.length - 1;
    const steps = { ...STEPS, PageDown: page, PageUp: -page, Home: -end, End: end };
    if (!(key in steps)) return;
    event.preventDefault();
    const at = Math.max(0, Math.min(end, focused.at + steps[key]));
    if (at === focused.at) return;
    this.#reach(at);
    this.#rows[at - this.#first].firstElementChild.focus();
  }

  // --- rows -----------------------------------------------------------------------------------------

  #number(node, at) {
    node.setAttribute("aria-setsize", this.#places.length);
    node.setAttribute("aria-posinset", at + 1);
  }

  #row(described, at) {
    const { root, ...parts } = build("row");
    partsOfRows.set(root, parts);
    if (at >= FAR) root.className = "far";
    this.#fill(root, described, at);
    return root;
  }

  /** Let a row speak of the place at position `at`. */
  #fill(row, { slug, name, place, distance, url, marks, more, networks }, at) {
    const parts = partsOf(row);
    const link = row.firstElementChild;
    link.href = url;
    link.dataset.city = slug;
    if (slug === this.#chosen) link.ariaCurrent = "true";
    else link.removeAttribute("aria-current");
    link.classList.remove("lifted");
    this.#number(row, at);
    say(parts.name, name);
    say(parts.place, place);
    if (distance) parts.place.prepend(filled("row-distance", distance), " ");
    parts.marks.ariaLabel = networks || null;
    parts.marks.role = networks ? "img" : null;
    const shown = `${marks.map(({ mark }) => mark)} ${more}`;
    if (parts.shown === shown) return;
    parts.shown = shown;
    parts.marks.replaceChildren(...marks.map(({ mark }) => markNode(mark)));
    if (more) parts.marks.append(filled("row-more", `+${more}`));
  }
}

/** The parts of a row by name, also of one that the server wrote. */
function partsOf(row) {
  let parts = partsOfRows.get(row);
  if (!parts) {
    const [name, place, marks] = row.querySelectorAll("b, .row-place, .row-marks");
    parts = { name, place, marks };
    partsOfRows.set(row, parts);
  }
  return parts;
}

function filled(name, text) {
  const node = document.createElement("span");
  node.className = name;
  node.textContent = text;
  return node;
}

function headingNode(label) {
  const node = document.createElement("li");
  node.className = "letter";
  node.ariaHidden = "true";
  node.textContent = label;
  return node;
}

/** Stands for the rows that are not written. */
function room() {
  const node = document.createElement("li");
  node.className = "rows-room";
  node.ariaHidden = "true";
  return node;
}

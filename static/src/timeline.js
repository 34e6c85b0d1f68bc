import { dateText } from "./dates.js";
import { spanOf, yearOf } from "./growth.js";
import { Histogram } from "./histogram.js";
import { say } from "./parts.js";

const A_YEAR = 600; // ms

/**
 * The time bar: joinings by year, and a way to ask either for those that joined between two years or for the state in one.
 * It shows what the query says and tells which dates are wanted; what follows from them is not its business.
 */
export class Timeline {
  #root;
  #words;
  #tell;
  #playing;
  #marks;
  #present;
  #histogram;
  #handles;
  #still = matchMedia("(prefers-reduced-motion: reduce)");
  #mode = "joined";
  #query = null;
  #growth = null;
  #span = null;
  #act = {}; // the present stay at a handle, one step of the history
  #timer = 0;
  #year = 0; // that playing has reached

  /**
   * `changed(dates, act)` hears which dates are wanted, {joined_from, joined_to, on} as texts; calls with the same `act` belong
   * to one movement. `playing(whether)` hears that the years begin or cease to run.
   */
  constructor(root, data, words, { changed, playing }) {
    this.#root = root;
    this.#words = words;
    this.#tell = changed;
    this.#playing = playing;
    this.#marks = new Map(data.networks.map(({ slug, mark }) => [slug, mark]));
    this.#present = Number(data.edition.as_of.slice(0, 4));
    this.#histogram = new Histogram(this.#find(".time-bars"), words);
    this.#handles = {
      from: this.#handle(".time-from", () => this.#between("from")),
      to: this.#handle(".time-to", () => this.#between("to")),
      on: this.#handle(".time-on", () => this.#stateIn(Number(this.#handles.on.value))),
    };
    for (const radio of root.querySelectorAll('[name="time-mode"]'))
      radio.addEventListener("change", () => this.#turn(radio.value));
    this.#find(".time-play").addEventListener("click", () => this.#press());
    this.#find(".time-all").addEventListener("click", () => {
      this.#begin();
      this.#ask({});
      this.#handles[this.#mode === "on" ? "on" : "from"].focus();
    });
    this.#still.addEventListener("change", () => this.#stop());
    this.#stop();
  }

  /** Show the query's time filters and the joinings they choose from. */
  show(query, growth) {
    const span = spanOf(growth, query, this.#present);
    // The line does not shrink under a handle on its way.
    if (growth === this.#growth) span.first = Math.min(span.first, this.#span.first);
    [this.#query, this.#growth, this.#span] = [query, growth, span];
    if (query.on) this.#mode = "on";
    else if (query.joined_from || query.joined_to) this.#mode = "joined";
    if (this.#timer && yearOf(query.on) !== this.#year) this.#stop(); // somebody asks for something else meanwhile
    for (const part of this.#root.querySelectorAll("[inert]")) part.inert = false;
    this.#draw();
  }

  /** Say the same as a table and at each bar, which nobody needs within the frame. */
  tabulate() {
    this.#histogram.name();
    const body = this.#find(".time-table tbody");
    const last = body.lastElementChild;
    const rows = this.#growth.years.map(([year, count]) => {
      const row = body.ownerDocument.createElement("tr");
      const head = row.appendChild(document.createElement("th"));
      head.scope = "row";
      head.textContent = year;
      row.insertCell().textContent = this.#words.number(count);
      return row;
    });
    last.cells[1].textContent = this.#words.number(this.#growth.undated);
    body.replaceChildren(...rows, last);
  }

  /* --- showing ------------------------------------------------------------------------------------ */

  #draw() {
    const { first, last } = this.#span;
    const { joined_from, joined_to, on } = this.#query;
    const within = (date, otherwise) => (date ? Math.min(last, Math.max(first, yearOf(date))) : otherwise);
    const [from, to, state] = [within(joined_from, first), within(joined_to, last), within(on, last)];
    const past = this.#mode === "on";
    this.#root.dataset.mode = this.#mode;
    for (const radio of this.#root.querySelectorAll('[name="time-mode"]'))
      radio.checked = radio.value === this.#mode;
    this.#find(".time-plot").style.setProperty("--years", last - first + 1);
    this.#place(this.#handles.from, from, joined_from);
    this.#place(this.#handles.to, to, joined_to);
    this.#place(this.#handles.on, state, on);
    // Where both meet, the one that can still move lies on top.
    this.#handles.from.classList.toggle("upper", from === to && 2 * from > first + last);
    this.#paint();
    this.#histogram.show({
      years: this.#growth.years,
      span: this.#span,
      from: past ? first : from,
      to: past ? state : to,
      state: past,
    });
    say(this.#find(".time-value"), this.#value());
    this.#find(".time-all").disabled = !(joined_from || joined_to || on);
    const { undated } = this.#growth;
    say(this.#find(".time-undated-figure"), this.#words.number(undated));
    say(this.#find(".time-undated-words"), this.#words.say("undated", { count: undated }));
  }

  /** The bars take the colour of the one network that is asked for. */
  #paint() {
    const slugs = [...this.#query.network, ...this.#query.network_all];
    const mark = slugs.length === 1 ? this.#marks.get(slugs[0]) : null;
    this.#find(".time-bars").setAttribute("class", mark ? `time-bars mark-${mark}` : "time-bars");
  }

  #place(handle, year, date) {
    const { first, last } = this.#span;
    const said = String(date ? this.#words.longDate(date) : year);
    // A handle that is told what it knows lays itself out again all the same.
    if (handle.min !== String(first)) handle.min = first;
    if (handle.max !== String(last)) handle.max = last;
    if (handle.value !== String(year)) handle.value = year;
    if (handle.ariaValueText !== said) handle.ariaValueText = said;
  }

  #value() {
    const { joined_from, joined_to, on } = this.#query;
    const spoken = (date) => this.#words.date(date);
    if (this.#mode === "on") return on ? spoken(on) : this.#words.say("allYears");
    if (joined_from && joined_to)
      return joined_from === joined_to ? spoken(joined_from) : `${spoken(joined_from)}–${spoken(joined_to)}`;
    if (joined_from) return this.#words.say("since", { date: spoken(joined_from) });
    return joined_to ? this.#words.say("by", { date: spoken(joined_to) }) : this.#words.say("allYears");
  }

  /* --- asking ------------------------------------------------------------------------------------- */

  #handle(selector, moved) {
    const handle = this.#find(selector);
    for (const event of ["focus", "pointerdown"]) handle.addEventListener(event, () => this.#begin());
    handle.addEventListener("input", () => {
      this.#stop();
      moved();
    });
    return handle;
  }

  #begin() {
    this.#stop();
    this.#act = {};
  }

  #ask(dates) {
    this.#tell({ joined_from: "", joined_to: "", on: "", ...dates }, this.#act);
  }

  /** A handle stops at the other one; at the end of the line it filters nothing. */
  #between(moved) {
    const { from, to } = this.#handles;
    const { first, last } = this.#span;
    const dates = {
      joined_from: this.#query.joined_from && dateText(this.#query.joined_from),
      joined_to: this.#query.joined_to && dateText(this.#query.joined_to),
    };
    if (moved === "from") {
      from.value = Math.min(Number(from.value), Number(to.value));
      dates.joined_from = Number(from.value) === first ? "" : from.value;
    } else {
      to.value = Math.max(Number(from.value), Number(to.value));
      dates.joined_to = Number(to.value) === last ? "" : to.value;
    }
    this.#ask(dates);
  }

  #stateIn(year) {
    this.#ask({ on: String(year).padStart(4, "0") });
  }

  /** Turn to the other question. A filter in force is put the other way, else nothing is asked yet. */
  #turn(mode) {
    this.#begin();
    const { joined_from, joined_to, on } = this.#query;
    this.#mode = mode;
    if (mode === "on" && (joined_from || joined_to)) this.#stateIn(yearOf(joined_to) || this.#span.last);
    else if (mode === "joined" && on)
      this.#ask({ joined_to: yearOf(on) < this.#span.last ? String(yearOf(on)) : "" });
    else this.#draw();
  }

  /* --- playing ------------------------------------------------------------------------------------ */

  #press() {
    if (this.#timer) {
      this.#stop();
      return;
    }
    this.#begin();
    this.#mode = "on";
    const now = yearOf(this.#query.on);
    this.#year = now >= this.#span.first && now < this.#span.last ? now : this.#span.first - 1;
    if (!this.#still.matches) {
      this.#does("pause");
      this.#playing(true);
    }
    this.#next();
  }

  #next() {
    this.#year++;
    const further = this.#year < this.#span.last;
    this.#timer = this.#still.matches || !further ? 0 : setTimeout(() => this.#next(), A_YEAR);
    this.#stateIn(this.#year);
    if (!further) this.#stop();
  }

  #stop() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#does(this.#still.matches ? "next" : "play");
    this.#playing(false);
  }

  #does(what) {
    const button = this.#find(".time-play");
    button.dataset.does = what;
    button.ariaLabel = this.#words.say(DOES[what]);
    button.title = button.ariaLabel;
  }

  #find(selector) {
    return this.#root.querySelector(selector);
  }
}

const DOES = { play: "play", pause: "pause", next: "nextYear" };

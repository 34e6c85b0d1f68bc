import { Choice } from "./choice.js";
import { Near } from "./near.js";
import { Orders, pick, usualOrdering, worthLetters } from "./ordering.js";

const NEAREST = 8; // places that come in sight with the reader's position

/**
 * Which places the list shows and in which order: those of the answer, by the order that the reader wants, if wished only
 * what the map shows, or what lies around the reader. List (list.js) writes them; the address says how (state.js), but
 * for the reader's own position and the radius around it.
 */
export class Listing {
  #list;
  #register;
  #view;
  #words;
  #labels;
  #sort;
  #sorted;
  #inView;
  #controls;
  #note;
  #near;
  #orders = null;
  #query = null;
  #answer = null;
  #narrow = {};
  #metres = null; // from the reader's position
  #measured = { from: null }; // from the map's middle
  #box = null;
  #shown = null;
  #before = null; // the ordering before "near me"

  /** `arranged({ordering, inView})` hears what the reader chose, `narrowed(bounds)` that the map is to show other places. */
  constructor(atlas, list, { register, view, words, data, arranged, narrowed }) {
    this.#list = list;
    this.#register = register;
    this.#view = view;
    this.#words = words;
    this.#labels = data.labels;
    this.#inView = atlas.querySelector("#in-view");
    this.#controls = atlas.querySelectorAll(".list-controls [disabled]");
    this.#note = atlas.querySelector(".list-note");
    this.#near = new Near(atlas, words, {
      changed: (found) => this.#moved(found, arranged, narrowed),
      centre: () => view.position,
    });
    const told = () => {
      if (!this.#answer) return;
      this.#arrange();
      arranged({ ordering: this.#chosenOrdering(), inView: this.#inView.checked });
    };
    this.#sort = this.#menu(atlas.querySelector(".list-sort"), told);
    this.#inView.addEventListener("change", told);
    // The sheet on phones covers more or less of the map.
    atlas.querySelector(".results").addEventListener("transitionend", ({ propertyName }) => {
      if (propertyName === "height") this.rest();
    });
  }

  /** The orders, folded away; a press on one folds them again, while the arrow keys may go on. */
  #menu(node, told) {
    const summary = node.querySelector("summary");
    let pressed = false;
    node.addEventListener("pointerup", () => {
      pressed = true;
    });
    node.addEventListener("keydown", (event) => {
      pressed = false;
      if (event.key !== "Escape" || !node.open) return;
      event.stopPropagation();
      node.open = false;
      summary.focus();
    });
    this.#sorted = summary.querySelector(".list-sort-value");
    return new Choice(node, () => {
      told();
      if (!pressed) return;
      node.open = false;
      summary.focus();
    });
  }

  /** The first answer, of which the server may have written the rows. `state` is what the address says. */
  adopt(query, answer, state) {
    this.#take(query, answer, state);
    for (const control of this.#controls) control.disabled = false;
    const { places, groups } = this.#arranged();
    this.#list.adopt(places, groups);
    this.#say(places.length);
  }

  /** Another answer. */
  show(query, answer, state) {
    this.#take(query, answer, state);
    this.#arrange();
  }

  /** Put the places of an answer in order that may be shown soon. */
  prepare(answer) {
    this.#picked(this.#order(this.#sort.value), answer);
  }

  /** The answer as the map is to show it: without what lies beyond the reader's radius. */
  within(answer) {
    const { radius } = this.#near;
    if (!radius) return answer;
    if (
      this.#narrow.answer !== answer ||
      this.#narrow.radius !== radius ||
      this.#narrow.from !== this.#metres
    ) {
      const metres = this.#metres;
      const places = answer.places.filter((place) => metres[place] <= radius);
      const matched = new Uint8Array(answer.matched.length);
      for (const place of places) matched[place] = 1;
      const found = { ...answer, sources: null, picked: null, matched, places, count: places.length };
      this.#narrow = { answer, radius, from: metres, found };
    }
    return this.#narrow.found;
  }

  /** The map has come to rest, maybe elsewhere: what depends on where it looks follows. */
  rest() {
    this.#box = null;
    if (!this.#answer) return;
    if (this.#inView.checked || this.#fromMiddle) this.#arrange();
  }

  /** How far a place is from the point that the list is ordered around, in words; from the map's middle that says nothing. */
  distanceOf(place) {
    const metres = this.#metres ?? (this.#query?.near && this.#metresFromNear());
    return metres ? this.#words.distance(metres[place]) : "";
  }

  get #fromMiddle() {
    return this.#sort.value === "distance" && !this.#near.position && !this.#query.near;
  }

  #take(query, answer, { ordering, inView }) {
    this.#sort.value = ordering ?? usualOrdering(query);
    this.#inView.checked = inView;
    this.#query = query;
    this.#answer = answer;
    this.#orders ??= new Orders(this.#register.snapshot, this.#words.lang);
  }

  /** Null where it is what the list does anyway. */
  #chosenOrdering() {
    const { value } = this.#sort;
    return value === usualOrdering(this.#query) ? null : value;
  }

  #arrange() {
    if (!this.#answer) return;
    const { places, groups } = this.#arranged();
    this.#list.show(places, groups);
    this.#say(places.length);
  }

  #arranged() {
    const shown = this.within(this.#answer);
    const ordering = this.#sort.value;
    const { places, groups } = this.#picked(this.#order(ordering), shown);
    const wanted = ordering !== "name" || worthLetters(shown.count);
    return {
      places,
      groups: wanted ? groups.map(({ key, at }) => ({ at, label: this.#label(ordering, key) })) : [],
    };
  }

  /** What one comes back to is there already. */
  #picked(order, answer) {
    if (this.#inView.checked) return pick(order, answer, this.#seen());
    if (answer.picked?.order !== order) answer.picked = { order, ...pick(order, answer) };
    return answer.picked;
  }

  #order(ordering) {
    const counted = this.#register.evaluator.countedMemberships(this.#query);
    if (ordering === "-population") return this.#orders.bySize();
    if (ordering === "-networks") return this.#orders.byNetworks(counted);
    if (ordering === "-joined") return this.#orders.byJoining(counted);
    if (ordering !== "distance") return this.#orders.byName();
    if (this.#metres) return this.#orders.byDistance(this.#metres);
    // The evaluator has put these in order already, as the server does.
    if (this.#answer.order) return { places: this.#answer.order, starts: [], keys: [] };
    return this.#orders.byDistance(this.#metresFrom(this.#view.position));
  }

  #label(ordering, key) {
    if (ordering === "-population") {
      const name = this.#register.snapshot.header.populations[key];
      return name ? this.#labels.population[name] : this.#words.say("sizeUnknown");
    }
    if (ordering === "-networks") return this.#words.say("networkCount", { count: key });
    if (ordering === "-joined") return key ? String(key) : this.#words.say("noDate");
    return key;
  }

  #metresFrom({ lat, lon }) {
    const from = `${lat} ${lon}`;
    if (this.#measured.from !== from)
      this.#measured = { from, metres: this.#orders.metresFrom({ lat, lon }) };
    return this.#measured.metres;
  }

  #metresFromNear() {
    const [lat, lon] = this.#query.near;
    return this.#metresFrom({ lat, lon });
  }

  /** One byte a place: whether the map shows where it is. */
  #seen() {
    const { snapshot } = this.#register;
    this.#box ??= this.#view.boundsInSight;
    if (this.#box.mask) return this.#box.mask;
    const [west, south, east, north] = this.#box;
    const { lat, lon, count } = snapshot;
    const mask = new Uint8Array(count);
    for (let place = 0; place < count; place++) {
      if (lat[place] < south || lat[place] > north) continue;
      if ((((lon[place] - west) % 360) + 360) % 360 <= east - west) mask[place] = 1;
    }
    this.#box.mask = mask;
    return mask;
  }

  #say(shown) {
    const { count } = this.#answer;
    const km = this.#near.radius / 1000;
    const key = this.#inView.checked ? (km ? "shownInBoth" : "shownInView") : km ? "shownWithin" : null;
    this.#sorted.textContent = this.#sort.label;
    const said = [];
    if (key) said.push(this.#words.say(key, { shown, count, km }));
    if (this.#sort.value === "-population") said.push(this.#words.say("sizesUndated"));
    if (this.#fromMiddle) said.push(this.#words.say("fromMiddle"));
    const text = said.join(" · ");
    if (this.#note.textContent !== text) this.#note.textContent = text;
  }

  /** Another position of the reader, or another radius around it. */
  #moved(found, arranged, narrowed) {
    const { position } = this.#near;
    if (!position && !this.#shown) return; // closed without having found one
    const began = position && !this.#metres;
    const ended = !position && this.#metres;
    if (position !== this.#shown) this.#metres = position && this.#orders.metresFrom(position);
    this.#shown = position;
    this.#view.showReader(position, this.#near.radius, {
      label: this.#words.say("youAreHere"),
      moved: (to) => this.#near.move(to),
    });
    if (began) {
      this.#before = this.#sort.value;
      this.#sort.value = "distance";
    } else if (ended && this.#sort.value === "distance") this.#sort.value = this.#before;
    this.#arrange();
    if (began || ended) arranged({ ordering: this.#chosenOrdering(), inView: this.#inView.checked });
    narrowed(found || this.#near.radius ? this.#aroundReader() : null);
  }

  /**
   * Box around the places nearest to the reader, or within the radius; null for none. Of places only: the address may
   * come to tell where the map looks, and must not tell by it where the reader is.
   */
  #aroundReader() {
    const answer = this.within(this.#answer);
    const { places } = pick(this.#orders.byDistance(this.#metres), answer);
    return this.#register.boundsOf({ places: this.#near.radius ? places : places.subarray(0, NEAREST) });
  }
}

/**
 * The map page. This module only wires: the address says what is asked (state.js), the register answers, and map, list,
 * panel, chips and sentence show the answer.
 */
import { unfold } from "./aside.js";
import { Card } from "./card.js";
import { chipsOf, showChips } from "./chips.js";
import { pageSource } from "./clusters.js";
import { covered } from "./covering.js";
import { Describing } from "./describing.js";
import { Drawer } from "./drawer.js";
import { Empty } from "./empty.js";
import { searchFacets } from "./facet-search.js";
import { Fold } from "./fold.js";
import { timeless } from "./growth.js";
import { Hint } from "./hint.js";
import { createMap } from "./leaflet.js";
import { Legend } from "./legend.js";
import { List } from "./list.js";
import { Listing } from "./listing.js";
import { markFiltered, painted } from "./marking.js";
import { Obstacles } from "./obstacles.js";
import { Overlap } from "./overlap.js";
import { firstChoice } from "./overlapping.js";
import { Panel } from "./panel.js";
import { parse, serialise } from "./query.js";
import { Register } from "./register.js";
import { SearchBox } from "./search-box.js";
import { Offers } from "./search-offers.js";
import { sentenceOf } from "./sentence.js";
import { Share } from "./share.js";
import { SharedPoint } from "./shared-point.js";
import { Sheet } from "./sheet.js";
import { signOf } from "./signs.js";
import { sinkEmpty } from "./sinking.js";
import { addressOf, read } from "./state.js";
import { Summary } from "./summary.js";
import { Timeline } from "./timeline.js";
import { Words } from "./words.js";

const SLOW = 400; // ms until the page says that it is loading
const SETTLED = 300; // ms without movement until the address follows the map
const NEAR = 8; // zoom from which a chosen place is close enough

const byId = (id) => document.getElementById(id);
const data = JSON.parse(byId("atlas-data").textContent);
data.labels.network = Object.fromEntries(data.networks.map(({ slug, label }) => [slug, label]));
/* Which values there are. Of the first address the server left out what nobody knows; one can come back to it. */
const known = Object.fromEntries(
  Object.entries(data.labels).map(([name, labels]) => [name, Object.keys(labels)]),
);
const atlas = byId("atlas");
const mapNode = byId("map");

/* What the address says, and the last answer. The server has left out of the query what it could not read. */
let state = { ...read(location), params: new URLSearchParams(data.query) };
let query = parse(state.params);
let answer = null;
let turn = 0;
let due = null; // the step of the history that waits until the map is painted
let going = null; // what made the last step of the history, if it may go on: typing, a handle on its way
let steered = Boolean(state.position); // the reader, or who shared the address, has moved the map: the address says where it looks
let fitted = true; // the map looks where an address without a position lets it look
let settling = 0;

/* The page has drawn its first picture (picture.js). The map takes over from it before anything that it can do without. */
mapNode.classList.toggle("without-basemap", !state.basemap);
const view = createMap(mapNode, {
  signs: data.topics.map(({ sign }) => sign),
  language: data.lang,
  basemap: state.basemap ? data.basemap : null,
  inset: covered,
});
look(state.position, data.bounds);
view.show(pageSource(data.clusters, data.count, signOf(data, data.rings)));
mapNode.querySelector(".map-picture")?.remove();
await painted;

const register = new Register(data);
const words = new Words(data.lang, data.messages, data.languages);
const describing = new Describing(register, data, words);
const summary = new Summary(byId("sentence"), words);
const empty = new Empty(byId("empty"), words);
const hint = new Hint(byId("hint"), mapNode);
const share = new Share(byId("share"), words, link);
const drawer = new Drawer(byId("filters"), atlas.querySelector(".filters-open"), words);
const card = new Card(byId("card"), words, data.labels.role, () => choose(null));
await unfold(byId("panel"));
const panel = new Panel(byId("panel"), words, {
  changed: (params, typed) => ask(params, typed ? "typing" : null),
  pressed: (params) => prepare(parse(params)),
  searching: () => offers.prepare().catch(() => {}),
});
const offers = new Offers(register, describing, data);
new SearchBox(panel.search, byId("suggestions"), words, {
  find: (text) => offers.find(text, query),
  chosen: follow,
});
searchFacets(byId("panel"), register, data, words);
sinkEmpty(byId("panel"));
const list = new List(byId("results"), words, {
  describe: (place) => ({ ...describing.row(place, query), distance: listing.distanceOf(place) }),
  chosen: (slug, link) => choose(slug, link),
  pointed: (slug) => view.lift(slug),
});
const sheet = new Sheet(atlas, words);
const timeline = new Timeline(byId("time"), data, words, {
  changed: travel,
  // Who listens is told where it ends, not every year on the way.
  playing: (whether) => {
    atlas.querySelector(".summary-sentence").ariaLive = whether ? "off" : "polite";
  },
});
const overlap = new Overlap(byId("overlap"), byId("overlap-open"), data, words, {
  begin: () => firstChoice(register.snapshot.header.networks, query, answer.facets.network),
  parts: (slugs) => register.overlapOf(query, slugs),
  address: (asked) => addressOf(location.pathname, { ...state, query: serialise(asked) }),
  chosen: compare,
});
new Fold(atlas, atlas.querySelector(".time-toggle"), () => sheet.to("peek"));
const legend = new Legend(byId("legend"), words, {
  chosen: showRings,
  told: inView,
  covering: () => sheet.to("peek"),
});
const shared = new SharedPoint(byId("point"), words, {
  chosen: choose,
  locate: (point) => view.locate(point),
});
const listing = new Listing(atlas, list, { register, view, words, data, arranged, narrowed });
new Obstacles(
  mapNode,
  atlas.querySelectorAll(
    ".map-buttons, .share > summary, .legend, .card, .overlap, .time-toggle, .panel-search",
  ),
  (boxes) => view.avoid(boxes),
);
wire();
start();

/* --- the register ------------------------------------------------------------------------------- */

async function start() {
  panel.adopt(state.params);
  try {
    const first = await register.answer(query);
    answer ??= first; // a later question may have needed less
  } catch {
    if (!answer) {
      const note = byId("map-note");
      note.textContent = words.say("unavailable");
      note.hidden = false;
      return;
    }
  }
  view.show(register.sourceOf(query, answer, state.rings));
  view.lift(null); // what has been pointed at since before could not be told
  listing.adopt(query, answer, state);
  panel.count(register.countsOf(answer));
  panel.countRest();
  timeline.show(query, register.growthOf(query, answer));
  timeline.tabulate();
  overlap.show(query, answer.count);
  overlap.adopt(state.overlap);
  if (overlap.isBeside && !steered) look(null, data.bounds);
  if (!answer.count) empty.show(bestRescue());
  point(state.city);
  legend.show(state.rings);
  mapNode.dataset.ready = "";
}

function look(position, bounds) {
  if (position) view.moveTo(position, { animate: false });
  else if (bounds) view.fit(bounds, { animate: false });
}

/* --- asking and showing ------------------------------------------------------------------------- */

/** Ask for other filters. Calls with the same `act` are one step of the history, however many letters or years it takes. */
function ask(params, act = null) {
  const canonical = serialise(parse(params));
  if (canonical === serialise(parse(state.params))) return;
  takeStep();
  state = { ...state, params: new URLSearchParams(canonical) };
  due = act && act === going ? "replaceState" : "pushState";
  going = act;
  show();
}

/** Ask for other dates, and everything else as it is. */
function travel(dates, act) {
  const params = new URLSearchParams(state.params);
  for (const [name, date] of Object.entries(dates)) {
    params.delete(name);
    if (date) params.set(name, date);
  }
  panel.write(params);
  ask(params, act);
}

/** Work out what `wanted` finds, while the finger or key that asks for it is still down. */
function prepare(wanted) {
  if (!answer || register.evaluator.needsSearch(wanted)) return;
  const found = listing.within(register.answerNow(wanted));
  view.prepare(register.sourceOf(wanted, found, state.rings));
  listing.prepare(found);
}

/**
 * Show what `state` asks; a later question overtakes an earlier one. Map, figures and list change in one frame; the bars
 * of the years, the address, the title and what only listeners need follow it. Where nothing of it is in sight the map
 * shows all, unless it is `directed` where to look.
 */
async function show({ directed = false } = {}) {
  const mine = ++turn;
  const wanted = parse(state.params);
  const slow = setTimeout(() => {
    if (mine !== turn) return;
    takeStep();
    summary.wait();
  }, SLOW);
  let found;
  try {
    found = await register.answer(wanted);
  } catch {
    // Without the register the server answers, as it does without scripts.
    if (mine === turn) {
      takeStep();
      location.reload();
    }
    return;
  } finally {
    clearTimeout(slow);
  }
  if (mine !== turn) return;
  const inTime = serialise(timeless(wanted)) === serialise(timeless(query));
  [query, answer] = [wanted, found];
  const shown = listing.within(answer);
  shared.hide();
  if (!directed && shown.count && !seesAny(shown)) showAll();
  else fitted = false;
  const chips = chipsOf(state.params, data, words);
  const sentence = sentenceOf(query, answer.count, data, words);
  drawer.count(answer.count, chips.length);
  summary.show(answer.count, sentence);
  if (inTime) timeline.show(query, register.growthOf(query, answer)); // whoever moves in time looks there
  showChips(byId("chips"), chips, words, {
    without: addressWithout,
    reset: addressOf(location.pathname, { ...state, query: "" }),
  });
  byId("problems").replaceChildren();
  if (answer.count) empty.hide();
  else empty.show(bestRescue());
  listing.show(query, answer, state);
  panel.count(register.countsOf(answer));
  // Laid out now, while the screen waits for its next frame; what is drawn on the map asks for it anyway.
  mapNode.getBoundingClientRect();
  view.show(register.sourceOf(query, shown, state.rings));
  markFiltered(() => {
    list.tidy();
    takeStep();
    if (mine !== turn) return;
    panel.countRest();
    timeline.show(query, register.growthOf(query, answer));
    timeline.tabulate();
    legend.show(state.rings);
    overlap.show(query, answer.count);
    summary.entitle(answer.count, sentence);
    share.point(serialise(query));
    tell();
  });
}

/** Tell embedders and tests what is shown now. */
function tell() {
  const slugs = () => Array.from(register.listed(answer), (place) => register.snapshot.slug(place));
  const detail = { count: answer.count, slugs };
  mapNode.dispatchEvent(new CustomEvent("map:filtered", { bubbles: true, detail }));
}

/** The filter whose removal brings back most places, or null. */
function bestRescue() {
  let best = null;
  for (const chip of chipsOf(state.params, data, words)) {
    const { count } = register.answerNow(parse(paramsWithout(chip)));
    if (count > (best?.count ?? 0)) best = { label: chip.label, count, url: addressWithout(chip) };
  }
  return best;
}

/* --- the list's own wishes ---------------------------------------------------------------------- */

/** The reader wants the list in another order, or only what the map shows. */
function arranged(arrangement) {
  takeStep();
  state = { ...state, ...arrangement };
  step(going === "arranging" ? "replaceState" : "pushState"); // by arrow keys one comes past other orders
  going = "arranging";
}

/** The reader wants to see what is near, within a radius or not; `bounds` is where to look, null for where it looks. */
function narrowed(bounds) {
  view.show(register.sourceOf(query, listing.within(answer), state.rings));
  if (!bounds) return;
  steered = false;
  fitted = true; // nobody learns from a link where the reader is
  view.fit(bounds);
}

/* --- the chosen place --------------------------------------------------------------------------- */

/** Choose a place, or none; `link` is the row that asked for it. Gives whether it could be done here. */
function choose(slug, link = null) {
  if (!answer) return false;
  const before = state.city;
  takeStep();
  state = { ...state, city: slug };
  // Opening the card is a step that goes back; going from card to card, or closing it, is none.
  step(slug && !before ? "pushState" : "replaceState");
  point(slug, link);
  return true;
}

/** Show `slug` as the chosen place on map, list and card; without `reveal` the map looks where it is told otherwise. */
function point(slug, link = null, { reveal = true } = {}) {
  const { snapshot } = register;
  const place = slug ? snapshot.indexOfSlug(slug) : -1;
  list.choose(place < 0 ? null : slug);
  if (place < 0) {
    view.choose(null);
    card.hide();
    return;
  }
  const [lat, lon] = [snapshot.lat[place], snapshot.lon[place]];
  card.show(describing.card(place, query), link);
  view.choose({ slug, place, lat, lon, mark: signAt(place) });
  if (link) {
    steered = true;
    view.fit([lon, lat, lon, lat], { nearest: Math.max(view.position.zoom, NEAR) });
  } else if (reveal) view.reveal({ lat, lon });
}

/** Compare these networks, or with none no longer; opening the explorer is a step that goes back. */
function compare(slugs) {
  takeStep();
  const [before, now] = [state.overlap.length > 0, slugs.length > 0];
  state = { ...state, overlap: slugs };
  step(now && !before ? "pushState" : "replaceState");
  if (drawer.isOpen) drawer.close();
  if (now !== before && !steered) showAll(); // beside it, or where it was
}

/** Follow a suggestion. The text that led to it has done its work and leaves no step of the history. */
async function follow({ kind, value, url }) {
  const typing = going === "typing";
  if (kind === "practice") location.assign(url);
  else if (kind === "place") {
    const within = typing || state.city;
    state = { ...state, params: new URLSearchParams(serialise(parse(panel.forget()))), city: value };
    step(within ? "replaceState" : "pushState");
    going = null;
    await show({ directed: true });
    point(value, panel.search);
  } else {
    ask(panel.choose(kind, value), typing ? going : null);
    going = null;
  }
}

/* --- the map ------------------------------------------------------------------------------------ */

function showAll() {
  steered = false;
  fitted = true;
  const bounds = answer ? register.boundsOf(listing.within(answer)) : data.bounds;
  if (bounds) view.fit(bounds);
}

function seesAny({ places }) {
  const [west, south, east, north] = view.bounds;
  const { lat, lon } = register.snapshot;
  return places.some(
    (place) => lat[place] >= south && lat[place] <= north && (lon[place] - west + 720) % 360 <= east - west,
  );
}

function settleSoon() {
  clearTimeout(settling);
  settling = setTimeout(settle, SETTLED);
}

/** The map has come to rest: the legend tells what is in view; if the reader moved it, the address says where it looks. */
function settle() {
  if (view.isMoving) return; // it tells when it has come to rest
  if (answer) legend.show(state.rings);
  listing.rest();
  const position = steered ? view.position : null;
  if ((!position && !state.position) || isSame(position, state.position)) return;
  takeStep();
  state = { ...state, position };
  step("replaceState");
}

/** Whether two positions differ by less than the pixel to which maps round. */
function isSame(one, other) {
  if (!one || !other || one.zoom !== other.zoom) return false;
  const pixel = 360 / (256 * 2 ** one.zoom);
  return Math.abs(one.lat - other.lat) < pixel && Math.abs(one.lon - other.lon) < pixel;
}

function hover(hit) {
  list.lift(hit?.places ?? (hit ? [hit.place] : []));
  hint.show(answer && hit, describing, query, state.rings);
}

/** A place opens its card; places that share one point, a list of them. */
function click(hit) {
  if (hit?.slug) choose(hit.slug);
  else if (hit?.places?.length) {
    const { lat, lon } = register.snapshot;
    const [first] = hit.places;
    const rows = Array.from(hit.places, (place) => describing.row(place, query));
    hint.show(null);
    shared.show({ lat: lat[first], lon: lon[first] }, rows);
  }
}

/** Let the rings show something else; that is a step which goes back. */
function showRings(rings) {
  takeStep();
  going = null;
  state = { ...state, rings };
  step("pushState");
  view.show(register.sourceOf(query, listing.within(answer), rings));
  legend.show(rings);
}

/** What the legend says. */
function inView() {
  const { ring, count } = register.within(query, answer, state.rings, view.bounds);
  return { count, shares: describing.shares(ring, state.rings) };
}

function signAt(place) {
  return register.sourceOf(query, answer, state.rings).signAt(place);
}

/* --- the address -------------------------------------------------------------------------------- */

function here() {
  return addressOf(location.pathname, { ...state, query: serialise(parse(state.params)) });
}

/** What one passes on: the address, with where the map looks if it would look elsewhere by itself. */
function link() {
  const position = steered || !fitted ? view.position : null;
  return (
    location.origin +
    addressOf(location.pathname, { ...state, position, query: serialise(parse(state.params)) })
  );
}

/** Take the step of the history that waits for the map, if one does. */
function takeStep() {
  if (due) step(due);
  due = null;
}

function step(method) {
  history[method](null, "", here());
  followAddress();
}

/** The other languages show the same. */
function followAddress() {
  for (const link of document.querySelectorAll(".languages a")) {
    link.search = location.search;
    link.hash = location.hash;
  }
}

function paramsWithout({ name, value }) {
  return new URLSearchParams([...state.params].filter((pair) => pair[0] !== name || pair[1] !== value));
}

function addressWithout(chip) {
  return addressOf(location.pathname, { ...state, query: paramsWithout(chip).toString() });
}

/* --- listening ---------------------------------------------------------------------------------- */

function wire() {
  addEventListener("popstate", () => {
    due = null;
    state = read(location);
    state.params = new URLSearchParams(serialise(parse(state.params, known)));
    going = null;
    const moved = steered;
    steered = Boolean(state.position);
    panel.write(state.params);
    followAddress();
    settleSoon(); // not from where the step before looked
    if (state.position) view.moveTo(state.position);
    const shown = show({ directed: steered });
    if (!answer) return; // what is chosen and compared comes with the first one
    // An address without a position is one that shows all results.
    shown.then(() => moved && !steered && showAll());
    point(state.city, null, { reveal: !state.position });
    overlap.adopt(state.overlap);
  });
  atlas.addEventListener("click", (event) => {
    const link = event.target.closest(".chip-remove, [data-reset], .empty-rescue a, .overlap-part");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !register.snapshot) return;
    event.preventDefault();
    const { params } = read(new URL(link.href));
    panel.write(params);
    ask(params);
    if (!link.isConnected)
      (atlas.querySelector(".chip-remove") ?? atlas.querySelector(".results-list")).focus();
  });
  view.on("click", click);
  view.on("hover", hover);
  view.on("move", () => {
    shared.follow();
    settleSoon();
  });
  for (const type of ["pointerdown", "wheel", "keydown"]) {
    mapNode.addEventListener(
      type,
      (event) => {
        if (type === "keydown" && !event.defaultPrevented) return; // Tab only passes by
        steered = true;
      },
      { passive: true },
    );
  }
  for (const button of atlas.querySelectorAll("[data-map]")) {
    button.addEventListener("click", () => steer(button.dataset.map));
  }
}

function steer(what) {
  if (what === "fit") {
    showAll();
    return;
  }
  steered = true;
  if (what === "in") view.zoomIn();
  else view.zoomOut();
}

/**
 * The front page's map: everything at once, nothing to filter. A click on a ring opens it, a click on a place leads to its
 * page. One finger and the wheel scroll the page. The search box suggests as the map's does; a place leads to its page,
 * whatever filters to the map.
 */
import { pageSource } from "./clusters.js";
import { Describing } from "./describing.js";
import { Hint } from "./hint.js";
import { createMap } from "./leaflet.js";
import { parse } from "./query.js";
import { Register } from "./register.js";
import { SearchBox } from "./search-box.js";
import { Offers } from "./search-offers.js";
import { signOf } from "./signs.js";
import { mapAt } from "./state.js";
import { Words } from "./words.js";
import { yieldToPage } from "./yielding.js";

// Where most places are, [west, south, east, north]; the rest is one drag away.
const EUROPE = [-10, 36, 31, 62];

const data = JSON.parse(document.getElementById("atlas-data").textContent);
const words = new Words(data.lang, data.messages, data.languages);
const map = document.getElementById("map");
const hint = new Hint(document.getElementById("hint"), map);
const everything = parse(new URLSearchParams());
const register = new Register(data);
const describing = new Describing(register, data, words);
const view = createMap(map, {
  signs: data.topics.map(({ sign }) => sign),
  language: data.lang,
  basemap: data.basemap,
  attributionAt: "end",
});

yieldToPage(map, words);
view.fit(EUROPE, { animate: false });
view.show(pageSource(data.clusters, data.count, signOf(data, data.rings)));
for (const button of document.querySelectorAll("[data-map]")) {
  button.addEventListener("click", () => (button.dataset.map === "in" ? view.zoomIn() : view.zoomOut()));
}
suggest();
bringToLife();

function suggest() {
  const input = document.getElementById("find");
  const offers = new Offers(register, describing, data);
  input.addEventListener("focus", () => offers.prepare().catch(() => {}));
  new SearchBox(input, document.getElementById("suggestions"), words, {
    find: (text) => offers.find(text, everything),
    chosen: ({ kind, value, url }) => location.assign(url ?? `/${data.lang}/map/?${kind}=${value}`),
  });
}

async function bringToLife() {
  let answer;
  try {
    answer = await register.answer(everything);
  } catch {
    return; // what the page brought stays in sight
  }
  view.show(register.sourceOf(everything, answer, data.rings));
  view.on("click", (hit) => {
    if (hit?.slug) location.assign(describing.urlOf(hit.slug));
    // Which places share a point, the map page lists.
    else if (hit?.places?.length) location.assign(mapAt(data.lang, "", register.pointOf(hit.places[0])));
  });
  view.on("hover", (hit) => hint.show(hit, describing, everything, data.rings));
  map.dataset.ready = "";
}

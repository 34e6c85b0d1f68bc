/**
 * The map in a frame on somebody else's page: one query, nothing to filter. A click on a ring opens it, a click on a
 * place leads to its page, in a tab of its own. One finger and the wheel scroll the page around the frame.
 */
import { pageSource } from "./clusters.js";
import { Describing } from "./describing.js";
import { Hint } from "./hint.js";
import { createMap } from "./leaflet.js";
import { shareNode } from "./legend.js";
import { parse, serialise } from "./query.js";
import { Register } from "./register.js";
import { signOf } from "./signs.js";
import { mapAt, read } from "./state.js";
import { Words } from "./words.js";
import { yieldToPage } from "./yielding.js";

const BELOW = 28; // pixels between the legend and the map's lower edge

const data = JSON.parse(document.getElementById("atlas-data").textContent);
const words = new Words(data.lang, data.messages, data.languages);
const map = document.getElementById("map");
const legend = document.getElementById("legend");
const hint = new Hint(document.getElementById("hint"), map);
const query = parse(new URLSearchParams(data.query));
const { position, basemap } = read(location);
const view = createMap(map, {
  signs: data.topics.map(({ sign }) => sign),
  language: data.lang,
  basemap: basemap ? data.basemap : null,
  attributionAt: "end",
  inset: () => ({ bottom: legend.offsetHeight && legend.offsetHeight + BELOW }),
});

yieldToPage(map, words);
map.classList.toggle("without-basemap", !basemap);
let steered = Boolean(position); // the reader, or who made the frame, says where to look
for (const type of ["pointerdown", "keydown", "wheel"]) {
  map.parentElement.addEventListener(
    type,
    () => {
      steered = true;
    },
    { passive: true },
  );
}
if (position) view.moveTo(position, { animate: false });
else showAll();
view.show(pageSource(data.clusters, data.count, signOf(data, data.rings)));
for (const button of document.querySelectorAll("[data-map]")) {
  button.addEventListener("click", () => (button.dataset.map === "in" ? view.zoomIn() : view.zoomOut()));
}
bringToLife();

function showAll() {
  if (data.bounds) view.fit(data.bounds, { animate: false });
}

async function bringToLife() {
  const register = new Register(data);
  let answer;
  try {
    answer = await register.answer(query);
  } catch {
    return; // what the page brought stays in sight
  }
  const describing = new Describing(register, data, words);
  view.show(register.sourceOf(query, answer, data.rings));
  const { ring } = register.within(query, answer, data.rings, [-180, -90, 180, 90]);
  legend.replaceChildren(...describing.shares(ring, data.rings).map(shareNode));
  legend.hidden = !answer.count;
  if (!steered) showAll(); // clear of the legend
  view.on("click", (hit) => {
    if (hit?.slug) open(describing.urlOf(hit.slug), "_blank", "noopener");
    // Which places share a point, the map page lists.
    else if (hit?.places?.length)
      open(mapAt(data.lang, serialise(query), register.pointOf(hit.places[0])), "_blank", "noopener");
  });
  view.on("hover", (hit) => hint.show(hit, describing, query, data.rings));
  map.dataset.ready = "";
}

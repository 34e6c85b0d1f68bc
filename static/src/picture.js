/**
 * On the map page in place of page.js, in the head: what all pages do first, and then the map's first picture. It shows the
 * groups that the page brings, where the map is going to show them, and is drawn as soon as the page has come to
 * `<first-picture>`, so that its first frame has the markers in it. The lists beside the map are laid out for the next
 * frame, and Leaflet and all that follows come after: it takes over with the same picture (map.js).
 */
import "./page.js";
import { cornerOf, fitting, levelOf, restingZoom, TILE } from "./camera.js";
import { paint } from "./canvas.js";
import { pageSource } from "./clusters.js";
import { readStyle } from "./colours.js";
import { covered } from "./covering.js";
import { markPainted, painted } from "./marking.js";
import { itemsOf } from "./scene.js";
import { signOf } from "./signs.js";
import { read } from "./state.js";

const MARGIN = 40; // pixels beyond its edges from which a ring still reaches into the picture

/** Told by the parser itself, in the midst of the page. */
class FirstPicture extends HTMLElement {
  async connectedCallback() {
    try {
      if (draw(document.getElementById("map"))) await painted;
    } finally {
      document.getElementById("atlas").dataset.pictured = "";
      const scripts = document.importNode(document.getElementById("scripts").content, true);
      for (const script of scripts.querySelectorAll("script")) script.async = false; // one after the other
      this.append(scripts);
    }
  }
}

customElements.define("first-picture", FirstPicture);

/** Draw the picture into `map`. Gives whether there was something to draw. */
function draw(map) {
  const data = JSON.parse(document.getElementById("atlas-data").textContent);
  const { position, basemap } = read(location);
  const size = { width: map.clientWidth, height: map.clientHeight };
  map.classList.toggle("without-basemap", !basemap);
  if (!data.bounds || !size.width) return false;
  const looking = position
    ? { ...position, zoom: restingZoom(position.zoom, size.width) }
    : fitting(data.bounds, size, covered());
  const { context, at, view } = paper(map, size, looking);
  const source = pageSource(data.clusters, data.count, signOf(data, data.rings));
  const items = itemsOf(source.groupsAt(levelOf(looking.zoom)), view, null, source.signOf);
  const signs = data.topics.map(({ sign }) => sign);
  const style = { ...readStyle(signs, data.lang), signOf: source.signOf };
  paint(context, { items, labels: [], lifted: null }, at, style);
  markPainted();
  return true;
}

/** A canvas all over the map: {context, at(x, y), view}, as canvas.js and scene.js need them. */
function paper(map, { width, height }, looking) {
  const canvas = document.createElement("canvas");
  canvas.className = "map-picture";
  canvas.ariaHidden = "true";
  const density = devicePixelRatio || 1;
  canvas.width = Math.round(width * density);
  canvas.height = Math.round(height * density);
  const context = canvas.getContext("2d");
  context.scale(density, density);
  map.append(canvas);

  const scale = TILE * 2 ** looking.zoom;
  const [left, top] = cornerOf(looking, { width, height });
  const [west, north] = [left - MARGIN, top - MARGIN];
  const [east, south] = [left + width + MARGIN, top + height + MARGIN];
  return {
    context,
    at: (x, y) => [x * scale - left, y * scale - top],
    view: [west, north, east, south].map((side) => side / scale),
  };
}

/**
 * The address is the state: what is filtered, which place is chosen, where the map looks. Nothing here touches the page.
 *
 * The filters are the query string itself. `city` (the chosen place), `overlap` (each network that the explorer
 * compares), `ordering` and `list` (the list's order, and whether it keeps to what the map shows), `rings`, `basemap` and `dir`
 * stand beside them, and the position of the map is the fragment `#zoom/latitude/longitude`, which no server ever sees.
 */

import { ORDERINGS } from "./ordering.js";
import { RINGS } from "./shares.js";

const BESIDE_THE_QUERY = [
  "city",
  "overlap",
  "ordering",
  "list",
  "basemap",
  "rings",
  "dir",
  "page",
  "page_size",
];

const NEAR = 12; // zoom at which one sees what is around a point

/** What `url` says: `{params, city, overlap, ordering, inView, rings, basemap, dir, position}`; `params` holds the filters only. */
export function read(url) {
  const params = new URLSearchParams(url.search);
  const city = params.get("city");
  const overlap = [...new Set(params.getAll("overlap"))];
  const asked = params.get("ordering");
  const ordering = ORDERINGS.includes(asked) ? asked : null;
  const inView = params.get("list") === "view";
  const rings = RINGS.find((one) => one === params.get("rings")) ?? RINGS[0];
  const basemap = params.get("basemap") !== "off";
  const dir = params.get("dir");
  for (const name of BESIDE_THE_QUERY) params.delete(name);
  return { params, city, overlap, ordering, inView, rings, basemap, dir, position: positionIn(url.hash) };
}

/** The address of `state` below `path`: the filters in their canonical order, then what stands beside them. */
export function addressOf(path, { query, city, overlap, ordering, inView, rings, basemap, dir, position }) {
  const beside = new URLSearchParams();
  if (ordering) beside.set("ordering", ordering);
  if (inView) beside.set("list", "view");
  if (city) beside.set("city", city);
  for (const slug of overlap) beside.append("overlap", slug);
  if (rings && rings !== RINGS[0]) beside.set("rings", rings);
  if (!basemap) beside.set("basemap", "off");
  if (dir) beside.set("dir", dir);
  const search = [query, beside.toString()].filter(Boolean).join("&");
  return path + (search ? `?${search}` : "") + (position ? fragmentOf(position) : "");
}

/** The map page with `query`, looking at a point. */
export function mapAt(lang, query, { lat, lon }) {
  const position = { zoom: NEAR, lat, lon };
  return addressOf(`/${lang}/map/`, { query, overlap: [], basemap: true, position });
}

function positionIn(hash) {
  const found = /^#(\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)$/.exec(hash);
  if (!found) return null;
  const [zoom, lat, lon] = found.slice(1).map(Number);
  const real = zoom <= 22 && Math.abs(lat) <= 90 && Math.abs(lon) <= 360;
  return real ? { zoom, lat, lon } : null;
}

function fragmentOf({ zoom, lat, lon }) {
  const places = Math.max(1, Math.ceil(zoom / 3));
  return `#${+zoom.toFixed(2)}/${lat.toFixed(places)}/${lon.toFixed(places)}`;
}

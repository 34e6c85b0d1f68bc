// The query: what one looks for, as the address says it. The same words mean the same on the server (atlas/filters.py).

import { dateText, parseDate } from "./dates.js";

/** Parameters that take several values, in the order in which they are written. */
const LISTS = ["network", "network_all", "network_not", "country", "region", "topic", "kind", "population", "has"];
const DATES = ["joined_from", "joined_to", "on"];
const ORDER = ["q", ...LISTS, "include", ...DATES, "bbox", "near"];

const FIXED = {
  population: ["small", "medium", "large", "metropolis"],
  has: ["practice", "portrait", "resolution"],
  include: ["listed"],
};

/** A query that asks for nothing in particular. */
export function emptyQuery() {
  const query = { q: "", include: [], bbox: null, near: null, problems: [] };
  for (const name of LISTS) query[name] = [];
  for (const name of DATES) query[name] = 0;
  return query;
}

/**
 * Read a query. What cannot be understood is left out and told in `problems` as {parameter, value}.
 * `known` may name the values there are: {network: Set of slugs, country: Set of codes, …}.
 * `others` are parameters of the page that are none of the query's business.
 */
export function parse(parameters, known = {}, others = ["basemap", "view", "place", "ordering", "page", "page_size"]) {
  const query = emptyQuery();
  const complain = (parameter, value) => query.problems.push({ parameter, value });
  for (const [name, raw] of parameters) {
    const value = raw.trim();
    if (others.includes(name)) continue;
    if (!ORDER.includes(name)) complain(name, raw);
    else if (value === "") continue;
    else if (name === "q") query.q = value;
    else if (Array.isArray(query[name])) {
      const allowed = FIXED[name] ?? known[name];
      if (allowed && !contains(allowed, value)) complain(name, raw);
      else if (!query[name].includes(value)) query[name].push(value);
    } else {
      const read = READERS[name](value);
      if (read) query[name] = read;
      else complain(name, raw);
    }
  }
  return query;
}

/** The address of a query: always the same one for the same question. */
export function serialise(query) {
  const parameters = new URLSearchParams();
  for (const name of ORDER) {
    const value = query[name];
    if (name === "q" || name === "bbox" || name === "near") {
      if (value) parameters.append(name, String(value));
    } else if (Array.isArray(value)) {
      for (const one of [...value].sort()) parameters.append(name, one);
    } else if (value) parameters.append(name, dateText(value));
  }
  return parameters.toString().replaceAll("%2C", ",");
}

/** Whether any filter is set. */
export function isEmpty(query) {
  return serialise(query) === "";
}

const READERS = {
  joined_from: parseDate,
  joined_to: parseDate,
  on: parseDate,
  bbox(value) {
    const box = numbers(value, 4);
    if (!box) return null;
    const [west, south, east, north] = box;
    const valid = Math.abs(west) <= 180 && Math.abs(east) <= 180 && Math.abs(south) <= 90 && Math.abs(north) <= 90;
    return valid && south <= north ? box : null;
  },
  near(value) {
    const circle = numbers(value, 3);
    if (!circle) return null;
    const [lat, lon, km] = circle;
    return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 && km > 0 ? circle : null;
  },
};

function numbers(text, count) {
  const parts = text.split(",").map((part) => part.trim());
  const plain = parts.length === count && parts.every((part) => /^[-+]?(\d+\.?\d*|\.\d+)$/.test(part));
  return plain ? parts.map(Number) : null;
}

function contains(allowed, value) {
  return allowed instanceof Set ? allowed.has(value) : allowed.includes(value);
}

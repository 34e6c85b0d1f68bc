// The query: what one looks for, as the address says it. Parameters, rules and the canonical address are those of
// the server (atlas/filters.py): what it refuses is left out here too.

import { dateText, firstDay, lastDay, parseDate } from "./dates.js";
import { words } from "./folding.js";

/** Parameters that take several values. */
const LISTS = [
  "network",
  "network_all",
  "network_not",
  "country",
  "region",
  "topic",
  "kind",
  "population",
  "has",
];
const DATES = ["joined_from", "joined_to", "on"];
const ORDER = ["q", ...LISTS, ...DATES, "bbox", "near", "include"];

const FIXED = {
  population: ["small", "medium", "large", "metropolis"],
  has: ["practice", "portrait", "resolution"],
  include: ["listed"],
};
const LONGEST_TEXT = 200;
const MOST_VALUES = 100;
const HALF_AROUND_THE_EARTH_KM = 20038;

/** A query that asks for nothing in particular. Dates are numbers as in dates.js, 0 for none. */
export function emptyQuery() {
  const query = { q: "", include: [], bbox: null, near: null };
  for (const name of LISTS) query[name] = [];
  for (const name of DATES) query[name] = 0;
  return query;
}

/**
 * Read a query from URLSearchParams; what cannot be understood is left out. `known` may say which values there are:
 * {network: slugs, country: codes, …}; values of parameters that it does not name are taken as they are.
 */
export function parse(parameters, known = {}) {
  const query = emptyQuery();
  for (const name of ORDER) {
    const values = [...new Set(parameters.getAll(name))].filter((value) => value.trim());
    if (values.length) query[name] = readValues(name, values, known) ?? query[name];
  }
  const { joined_from: from, joined_to: to } = query;
  if (from && to && lastDay(to) < firstDay(from)) query.joined_to = 0;
  return query;
}

function readValues(name, values, known) {
  if (name in READERS) return values.length === 1 ? READERS[name](values[0].trim()) : null;
  const allowed = FIXED[name] ?? known[name.startsWith("network") ? "network" : name];
  const good = values.length <= MOST_VALUES && values.every((value) => !allowed || allowed.includes(value));
  return good ? values : null;
}

/** The address of a query, letter for letter the server's. */
export function serialise(query) {
  const parameters = new URLSearchParams();
  for (const name of ORDER) {
    const value = query[name];
    if (name === "bbox" || name === "near") {
      if (value) parameters.append(name, value.map((number) => String(Number(number.toFixed(5)))).join(","));
    } else if (Array.isArray(value)) {
      for (const one of [...value].sort()) parameters.append(name, one);
    } else if (value) parameters.append(name, DATES.includes(name) ? dateText(value) : value);
  }
  return parameters.toString().replaceAll("*", "%2A").replaceAll("%7E", "~");
}

const READERS = {
  q: (value) => (value.length <= LONGEST_TEXT && words(value).length ? value.split(/\s+/).join(" ") : null),
  joined_from: parseDate,
  joined_to: parseDate,
  on: parseDate,
  bbox(value) {
    const box = numbers(value, 4);
    if (!box) return null;
    const [west, south, east, north] = box;
    return isPoint(south, west) && isPoint(north, east) && south <= north ? box : null;
  },
  near(value) {
    const circle = numbers(value, 3);
    if (!circle) return null;
    const [lat, lon, km] = circle;
    return isPoint(lat, lon) && km > 0 && km <= HALF_AROUND_THE_EARTH_KM ? circle : null;
  },
};

function isPoint(lat, lon) {
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180;
}

function numbers(text, count) {
  const parts = text.split(",");
  const plain = parts.length === count && parts.every((part) => /^ *[-+]?(\d+\.?\d*|\.\d+) *$/.test(part));
  return plain ? parts.map(Number) : null;
}

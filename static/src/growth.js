// Growth: how many memberships of the places found began in each year. Undated ones are counted apart, never dropped.

import { BEFORE_ALL } from "./snapshot.js";

const SHORTEST = 8; // fewer years would make bars too broad to compare

/** The query without its time filters: what the histogram is drawn of, so that it stands still while one moves in time. */
export function timeless(query) {
  return { ...query, joined_from: 0, joined_to: 0, on: 0 };
}

/** The year of a date given as YYYYMMDD, 0 for none. */
export function yearOf(date) {
  return Math.floor(date / 10000);
}

/**
 * The joinings of `places` by year: those of the memberships that `counted`
 * says (one byte a membership), and if `networks` (a set of indexes) holds any, in one of them only.
 * Gives `{years: [[year, count], …], dated, undated}`; years without a joining are left out.
 */
export function growthOf(snapshot, places, counted, networks) {
  const { joinedYear, memberStart, memberNetwork } = snapshot;
  const wanted = Uint8Array.from(snapshot.header.networks, (_, index) =>
    networks.size === 0 || networks.has(index) ? 1 : 0,
  );
  const byYear = new Uint32Array(256);
  for (let at = 0; at < places.length; at++) {
    const place = places[at];
    const end = memberStart[place + 1];
    for (let m = memberStart[place]; m < end; m++)
      if (counted[m] && wanted[memberNetwork[m]]) byYear[joinedYear[m]]++;
  }
  const [undated, ...counts] = byYear;
  const years = counts.map((count, at) => [BEFORE_ALL + 1 + at, count]).filter(([, count]) => count);
  return { years, dated: counts.reduce((sum, count) => sum + count, 0), undated };
}

/** Year of the earliest joining in the whole register; far off if there is none. */
export function earliestYear({ joinedYear }) {
  let earliest = Number.POSITIVE_INFINITY;
  for (const year of joinedYear) if (year && year < earliest) earliest = year;
  return BEFORE_ALL + earliest;
}

/**
 * First and last year to draw: from the first joining to the `present` year (or a later joining), a few years at least,
 * and wide enough for the dates that `query` names, as far as the register reaches back.
 */
export function spanOf({ years, earliest }, query, present) {
  const last = Math.max(present, years.at(-1)?.[0] ?? 0);
  const asked = [query.joined_from, query.joined_to, query.on].filter(Boolean).map(yearOf);
  const within = asked.map((year) => Math.max(year, earliest));
  return { first: Math.min(years[0]?.[0] ?? last, last - SHORTEST + 1, ...within), last };
}

/** The smallest step of whole years, 1, 2, 5, 10 or 20, in which labels of `room` pixels fit on slots of `slot` pixels. */
export function stepOf(slot, room) {
  return [1, 2, 5, 10].find((step) => step * slot >= room) ?? 20;
}

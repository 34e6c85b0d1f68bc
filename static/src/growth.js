// Growth: how many memberships of the places found began in each year. Undated ones are counted apart, never dropped.

const EARLIEST = 1900; // the snapshot clamps years to those from here on
const YEARS = 256;
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
 * The joinings of the places that `matched` says (one byte a place) by year: those of the memberships that `counted`
 * says (one byte a membership), and if `networks` (a set of indexes) holds any, in one of them only.
 * Gives `{years: [[year, count], …], dated, undated}`; years without a joining are left out.
 */
export function growthOf(snapshot, matched, counted, networks) {
  const { joined, memberStart, memberNetwork } = snapshot;
  const wanted = Uint8Array.from(snapshot.header.networks, (_, index) =>
    networks.size === 0 || networks.has(index) ? 1 : 0,
  );
  const byYear = new Uint32Array(YEARS);
  let [dated, undated] = [0, 0];
  for (let place = 0; place < matched.length; place++) {
    if (!matched[place]) continue;
    for (let m = memberStart[place]; m < memberStart[place + 1]; m++) {
      if (!counted[m] || !wanted[memberNetwork[m]]) continue;
      if (joined[m]) {
        byYear[((joined[m] / 10000) | 0) - EARLIEST]++;
        dated++;
      } else undated++;
    }
  }
  const years = [];
  for (let at = 0; at < YEARS; at++) if (byYear[at]) years.push([EARLIEST + at, byYear[at]]);
  return { years, dated, undated };
}

/** Year of the earliest joining in the whole register; far off if there is none. */
export function earliestYear({ joined }) {
  let earliest = Number.POSITIVE_INFINITY;
  for (const date of joined) if (date && date < earliest) earliest = date;
  return Math.floor(earliest / 10000);
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

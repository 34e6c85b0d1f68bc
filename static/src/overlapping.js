// Overlaps: of some places, how many are in which of two or three networks. Counted as filters count, so that each part
// is exactly what its filter finds. Nothing here touches the page.

export const MOST = 3;
const FEWEST = 2;

/** `query` without what it asks of networks. */
export function withoutNetworks(query) {
  return { ...query, network: [], network_all: [], network_not: [] };
}

/** The query for one part: in the networks of `slugs` whose bit is set in `part`, in none of the others. */
export function queryOfPart(others, slugs, part) {
  const inside = (_, at) => (part >> at) & 1;
  return {
    ...others,
    network_all: slugs.filter(inside),
    network_not: slugs.filter((slug, at) => !inside(slug, at)),
  };
}

/** The parts of `size` networks as bits: first what all share, last what is in none. */
export function partsInOrder(size) {
  const bits = (part) => part.toString(2).replaceAll("0", "").length;
  return Array.from({ length: 1 << size }, (_, part) => part).sort((a, b) => bits(b) - bits(a) || a - b);
}

/** How many of the `places` each part holds, by its bits; `counted` says which memberships count. */
export function countParts({ header, memberStart, memberNetwork }, places, counted, slugs) {
  const bits = header.networks.map((_, index) =>
    chainOf(header.networks, index).reduce((found, network) => {
      const at = slugs.indexOf(network.slug);
      return at < 0 ? found : found | (1 << at);
    }, 0),
  );
  const parts = new Uint32Array(1 << slugs.length);
  for (const place of places) {
    let part = 0;
    for (let m = memberStart[place]; m < memberStart[place + 1]; m++)
      if (counted[m]) part |= bits[memberNetwork[m]];
    parts[part]++;
  }
  return parts;
}

/**
 * The networks to begin with: those that `query` asks for, filled up to two with the largest by `counts` that are not above or
 * below one of them, because such an overlap is known beforehand.
 */
export function firstChoice(networks, query, counts) {
  const asked = [...query.network_all, ...query.network, ...query.network_not];
  const chosen = [...new Set(asked)].slice(0, MOST);
  const related = (one, other) =>
    chainOf(networks, one).includes(networks[other]) || chainOf(networks, other).includes(networks[one]);
  const bySize = networks.map((_, index) => index).sort((a, b) => counts[b] - counts[a]);
  for (const index of bySize) {
    if (chosen.length >= FEWEST) break;
    const apart = chosen.every((slug) => {
      const other = networks.findIndex((network) => network.slug === slug);
      return other < 0 || !related(index, other);
    });
    if (apart) chosen.push(networks[index].slug);
  }
  return chosen;
}

/** A network and all above it. */
function chainOf(networks, index) {
  const chain = [];
  for (let at = index; at >= 0 && !chain.includes(networks[at]); at = networks[at].parent)
    chain.push(networks[at]);
  return chain;
}

// The scene: which groups and places stand in view, as the painter and the pointer need them.

import { extent } from "./canvas.js";
import { OTHER } from "./clusters.js";

/**
 * Items for the groups within `view` ([west, north, east, south] on the square of the world, which repeats to both sides),
 * in the order in which they are painted: big rings below, single places above, the chosen one on top.
 */
export function itemsOf(groups, view, chosen, markOf) {
  const [west, north, east, south] = view;
  const items = [];
  for (let group = 0; group < groups.length; group++) {
    const y = groups.y[group];
    if (y < north || y > south) continue;
    for (let copy = Math.ceil(west - groups.x[group]); groups.x[group] + copy <= east; copy++) {
      items.push(itemOf(groups, group, copy, chosen, markOf));
    }
  }
  if (chosen && !items.some((item) => item.chosen)) {
    items.push({ ...chosen, group: -1, place: chosen.place ?? -1, copy: 0, count: 1, size: 0, chosen: true });
  }
  return items.sort((a, b) => b.count - a.count || a.y - b.y);
}

function itemOf(groups, group, copy, chosen, markOf) {
  const count = groups.count(group);
  const item = { group, copy, count, x: groups.x[group] + copy, y: groups.y[group] };
  item.ring = groups.ring(group);
  if (count > 1) return item;
  const network = item.ring[0]?.[0] ?? OTHER;
  item.place = groups.single(group);
  item.slug = groups.slug(group);
  item.size = groups.size(group);
  item.mark = network === OTHER ? "other" : markOf(network);
  item.chosen = chosen?.slug === item.slug;
  return item;
}

/** The topmost item at a point of the canvas, within the reach of a finger or a pointer. */
export function itemAt(items, at, x, y, tolerance) {
  let found = null;
  let nearest = Number.POSITIVE_INFINITY;
  for (const item of items) {
    const [left, top] = at(item.x, item.y);
    const beyond = Math.hypot(left - x, top - y) - extent(item);
    if (beyond > tolerance) continue;
    const distance = item.chosen ? beyond - 1 : Math.max(0, beyond);
    if (distance <= nearest) [found, nearest] = [item, distance];
  }
  return found;
}

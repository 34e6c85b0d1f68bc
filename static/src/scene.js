// The scene: which groups and places stand in view, as the painter and the pointer need them.

import { extent } from "./canvas.js";

/**
 * Items for the groups within `view` ([west, north, east, south] on the square of the world, which repeats to both sides),
 * in the order in which they are painted: big rings below, single places above, the chosen one on top. Each group is
 * there once, on the copy of the world that lies nearest, even if the view shows several.
 */
export function itemsOf(groups, view, chosen, signOf) {
  const [west, north, east, south] = view;
  const items = [];
  for (let group = 0; group < groups.length; group++) {
    const y = groups.y[group];
    if (y < north || y > south) continue;
    const x = nearest(groups.x[group], view);
    if (x >= west && x <= east) items.push(itemOf(groups, group, x, chosen, signOf));
  }
  if (chosen && !items.some((item) => item.chosen)) {
    const x = nearest(chosen.x, view);
    items.push({ ...chosen, x, group: -1, place: chosen.place ?? -1, count: 1, size: 0, chosen: true });
  }
  return items.sort((a, b) => b.count - a.count || a.y - b.y);
}

/** `x` on the copy of the world nearest to the middle of the view. */
export function nearest(x, [west, , east]) {
  return x + Math.round((west + east) / 2 - x);
}

function itemOf(groups, group, x, chosen, signOf) {
  const count = groups.count(group);
  const ring = groups.ring(group);
  const item = { group, count, x, y: groups.y[group], ring };
  if (count > 1) return item;
  return {
    ...item,
    place: groups.single(group),
    size: groups.size(group),
    mark: signOf(ring[0][0]),
    chosen: chosen !== null && chosen.slug === groups.slug(group),
    // There can be hundreds; few are ever asked.
    get slug() {
      return groups.slug(group);
    },
  };
}

/** The topmost item at a point of the canvas, within the reach of a finger or a pointer. */
export function itemAt(items, at, x, y, tolerance) {
  let found = null;
  let least = Number.POSITIVE_INFINITY;
  for (const item of items) {
    const [left, top] = at(item.x, item.y);
    const beyond = Math.hypot(left - x, top - y) - extent(item);
    if (beyond > tolerance) continue;
    const distance = item.chosen ? beyond - 1 : Math.max(0, beyond);
    if (distance <= least) [found, least] = [item, distance];
  }
  return found;
}

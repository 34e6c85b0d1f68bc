// What rings are made of: parts (networks, topics, practices) and the places that have them. The server knows the same
// three kinds (atlas/starting.py).

/** What the rings may show. */
export const RINGS = ["network", "topic", "practice"];

/** Part of a ring that stands for all without an own mark. */
export const OTHER = -1;
/** Part of a ring that stands for places of which nothing is known. */
export const NONE = -2;

const IN_A_RING = 6;

/**
 * Shares by network: `counted` has 1 for each membership that counts, `asked` are the networks whose mark a single place
 * prefers, `marked` tells for each network whether it has a mark of its own.
 */
export function byNetwork(snapshot, marked, counted, asked) {
  const { memberStart: start, memberNetwork: parts } = snapshot;
  return { start, parts, counted, asked, bare: null, ...markedOf(marked) };
}

/** Shares by topic of the practices; places without a practice are bare. */
export function byTopic(snapshot, marked, asked = new Set()) {
  const { topicStart: start, topics: parts } = snapshot;
  return { start, parts, asked, ...markedOf(marked), ...knownOf(snapshot, parts.length) };
}

/** One part: that a practice is recorded, however many. */
export function byPractice(snapshot) {
  const { practices, count } = snapshot;
  const start = new Uint32Array(count + 1);
  for (let place = 0; place < count; place++) start[place + 1] = start[place] + (practices[place] ? 1 : 0);
  const parts = new Uint8Array(start[count]);
  return { start, parts, asked: new Set(), ...markedOf([true]), ...knownOf(snapshot, parts.length) };
}

/** `counts` is what a ring is counted in: there are a hundred in a picture. */
function markedOf(marked) {
  return { marked: Uint8Array.from(marked, Number), counts: new Uint32Array(marked.length) };
}

function knownOf({ practices }, length) {
  return {
    counted: new Uint8Array(length).fill(1),
    bare: Uint8Array.from(practices, (practices) => (practices ? 0 : 1)),
  };
}

/** The part whose mark a single place shows: one that is asked for, else its first that has a mark of its own. */
export function partOf({ start, parts, counted, marked, asked, bare }, place) {
  if (bare?.[place]) return NONE;
  let first = OTHER;
  for (let at = start[place]; at < start[place + 1]; at++) {
    const part = parts[at];
    if (!counted[at] || !marked[part]) continue;
    if (asked.has(part)) return part;
    if (first === OTHER) first = part;
  }
  return first;
}

/** The ring of places: [[part, count], …], the six biggest first, then OTHER, NONE last. */
export function ringOf({ start, parts, counted, marked, bare, counts }, places) {
  counts.fill(0);
  let other = 0;
  let none = 0;
  for (let one = 0; one < places.length; one++) {
    const place = places[one];
    const end = start[place + 1];
    for (let at = start[place]; at < end; at++) if (counted[at]) counts[parts[at]]++;
    if (bare) none += bare[place];
  }
  const ring = [];
  for (let part = 0; part < marked.length; part++) {
    if (!marked[part]) other += counts[part];
    else if (counts[part]) ring.push([part, counts[part]]);
  }
  ring.sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  for (const [, count] of ring.splice(IN_A_RING)) other += count;
  if (other) ring.push([OTHER, other]);
  if (none) ring.push([NONE, none]);
  return ring;
}

// The picture of two or three sets: circles of one size, whatever they hold, because the figures say how many. Nothing here
// touches the page.

const RADIUS = 78;
const APART = 92; // between two centres
const EDGE = 2; // room for the outline

/** `{width, height, radius, circles: [{x, y}], regions: [{part, path, x, y}]}`; x and y of a region are where its figure stands. */
export function drawing(size) {
  const circles = size === 2 ? pair() : triangle();
  const side = 2 * (RADIUS + EDGE);
  return {
    width: APART + side,
    height: (size === 2 ? 0 : APART * Math.sqrt(3 / 4)) + side,
    radius: RADIUS,
    circles,
    regions: size === 2 ? regionsOfTwo(circles) : regionsOfThree(circles),
  };
}

function pair() {
  const [x, y] = [RADIUS + EDGE, RADIUS + EDGE];
  return [
    { x, y },
    { x: x + APART, y },
  ];
}

/** Two above, the third below between them. */
function triangle() {
  const [one, two] = pair();
  return [one, two, { x: (one.x + two.x) / 2, y: one.y + APART * Math.sqrt(3 / 4) }];
}

function regionsOfTwo([a, b]) {
  const [top, bottom] = crossings(a, b);
  const shared = [top, arc(b, top, bottom), arc(a, bottom, top)];
  const only = (own, other) => [top, arc(own, top, bottom, true), arc(other, bottom, top)];
  const middle = between([a, b]);
  return [
    region(3, shared, middle),
    region(1, only(a, b), away(a, middle, RADIUS * 0.38)),
    region(2, only(b, a), away(b, middle, RADIUS * 0.38)),
  ];
}

function regionsOfThree(circles) {
  const middle = between(circles);
  const found = [];
  // For each two circles the crossing inside the third one and the crossing outside of it.
  const crossing = circles.map((_, left) => {
    const [one, two] = others(circles, left);
    return crossings(one, two).sort((p, q) => distance(p, circles[left]) - distance(q, circles[left]));
  });
  const [[inBC], [inCA], [inAB]] = crossing; // inBC lies on B and C, within A
  found.push(
    region(
      7,
      [inBC, arc(circles[2], inBC, inCA), arc(circles[0], inCA, inAB), arc(circles[1], inAB, inBC)],
      middle,
    ),
  );
  circles.forEach((missing, left) => {
    const [one, two] = others(circles, left);
    const [onTwo, onOne] = others(crossing, left).map(([inner]) => inner); // on `missing` and two, and on `missing` and one
    const tip = crossing[left][1];
    const path = [tip, arc(one, tip, onOne), arc(missing, onOne, onTwo), arc(two, onTwo, tip)];
    found.push(region(7 - (1 << left), path, away(between([one, two]), missing, RADIUS * 0.22)));
  });
  circles.forEach((own, at) => {
    const [one, two] = others(circles, at);
    const [ofTwo, ofOne] = others(crossing, at).map(([, outer]) => outer); // where `own` leaves two, and one
    const inner = crossing[at][0];
    const path = [ofOne, arc(one, ofOne, inner), arc(two, inner, ofTwo), arc(own, ofTwo, ofOne, true)];
    found.push(region(1 << at, path, away(own, middle, RADIUS * 0.4)));
  });
  return found;
}

function region(part, [from, ...arcs], { x, y }) {
  return { part, path: `M${point(from)}${arcs.join("")}Z`, x, y };
}

/** An arc of the circle around `centre`: the short way, or the long one. */
function arc(centre, from, to, long = false) {
  const turn = (from.x - centre.x) * (to.y - centre.y) - (from.y - centre.y) * (to.x - centre.x);
  return `A${RADIUS} ${RADIUS} 0 ${Number(long)} ${Number(turn > 0 !== long)} ${point(to)}`;
}

function crossings(a, b) {
  const half = distance(a, b) / 2;
  const rise = Math.sqrt(RADIUS ** 2 - half ** 2);
  const [east, south] = [(b.x - a.x) / (2 * half), (b.y - a.y) / (2 * half)];
  const { x, y } = between([a, b]);
  return [
    { x: x + south * rise, y: y - east * rise },
    { x: x - south * rise, y: y + east * rise },
  ];
}

function others(all, left) {
  return all.filter((_, at) => at !== left);
}

function between(points) {
  const mean = (axis) => points.reduce((sum, one) => sum + one[axis], 0) / points.length;
  return { x: mean("x"), y: mean("y") };
}

/** The point `by` further from `other` than `from` is. */
function away(from, other, by) {
  const share = by / distance(from, other);
  return { x: from.x + (from.x - other.x) * share, y: from.y + (from.y - other.y) * share };
}

function distance(a, b) {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function point({ x, y }) {
  return `${+x.toFixed(2)} ${+y.toFixed(2)}`;
}

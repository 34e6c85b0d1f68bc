// The shapes of land and borders for the server's own picture of the map (atlas/picturing.py), from Natural Earth.
//
// Written to build/shapes.json: lines on a square world of 32,768 units (Web Mercator), each point with the zoom from
// which a picture needs it, so that drawing only has to choose.

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

const SIDE = 2 ** 15;
const DEEPEST = 6;
const LEAST_AREA = 1.2; // square pixels of the triangle that leaving out a point would take away
const ANTARCTIC = -60;
const NORTHERNMOST = 85;

/** Make the file from the package world-atlas. */
export async function makeShapes(target) {
  const atlas = JSON.parse(await readFile("node_modules/world-atlas/countries-50m.json", "utf8"));
  const arcs = atlas.arcs.map((arc) => unpacked(arc, atlas.transform));
  const rings = atlas.objects.land.geometries.flatMap(({ arcs: polygons }) => polygons.flat());
  const land = rings.map((ring) => joined(ring, arcs)).filter(([line]) => reaches(line));
  const borders = sharedArcs(atlas.objects.countries.geometries).map((arc) => joined([arc], arcs));
  const shapes = { side: SIDE, land: land.map(packed), borders: borders.map(packed) };
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, JSON.stringify(shapes));
}

/**
 * The lines of a ring, each beginning where the one before ends; ~n is line n backwards. Beyond longitude 180 they run
 * on: Chukotka belongs to the ring of the old world.
 */
function joined(ring, arcs) {
  let last = null;
  return ring.map((arc) =>
    (arc < 0 ? arcs[~arc].toReversed() : arcs[arc]).map(([longitude, latitude]) => {
      const around = last === null ? 0 : Math.round((last - longitude) / 360);
      last = longitude + 360 * around;
      return [last, latitude];
    }),
  );
}

/** Longitudes and latitudes of a line that is stored as steps on a grid. */
function unpacked(arc, { scale, translate }) {
  let [x, y] = [0, 0];
  return arc.map(([dx, dy]) => {
    x += dx;
    y += dy;
    return [x * scale[0] + translate[0], y * scale[1] + translate[1]];
  });
}

function reaches(line) {
  return line.some(([, latitude]) => latitude > ANTARCTIC);
}

/** Lines that two countries have in common. */
function sharedArcs(countries) {
  const owners = new Map();
  for (const [owner, { arcs }] of countries.entries()) {
    for (const arc of (arcs ?? []).flat(2)) {
      const line = arc < 0 ? ~arc : arc;
      owners.set(line, (owners.get(line) ?? new Set()).add(owner));
    }
  }
  return [...owners].filter(([, countriesOfIt]) => countriesOfIt.size > 1).map(([line]) => line);
}

function project([longitude, latitude]) {
  const bounded = Math.max(-NORTHERNMOST, Math.min(NORTHERNMOST, latitude));
  const sine = Math.sin((bounded * Math.PI) / 180);
  const down = 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
  return [Math.round((longitude / 360 + 0.5) * SIDE), Math.round(down * SIDE)];
}

/** Steps from point to point, and for each point the zoom from which it counts; what never counts is left out. */
function packed(lines) {
  const steps = [];
  let kept = "";
  let [x, y] = [0, 0];
  for (const line of lines) {
    const points = line.map(project);
    const levels = levelsOf(points);
    for (const [place, [px, py]] of points.entries()) {
      if (levels[place] > DEEPEST) continue;
      steps.push(px - x, py - y);
      [x, y] = [px, py];
      kept += levels[place];
    }
  }
  return [steps, kept];
}

/**
 * After Visvalingam and Whyatt: take the point away whose triangle with its neighbours is smallest, again and again. The
 * area at its turn tells how much it means; it never means less than one that went before.
 */
function levelsOf(points) {
  const count = points.length;
  const before = points.map((_, place) => place - 1);
  const after = points.map((_, place) => place + 1);
  const areas = points.map((_, place) => areaAt(place));
  const levels = new Array(count).fill(0);
  const waiting = new Set(points.keys());
  waiting.delete(0);
  waiting.delete(count - 1);
  let most = 0;
  while (waiting.size) {
    let least = -1;
    for (const place of waiting) if (least < 0 || areas[place] < areas[least]) least = place;
    waiting.delete(least);
    most = Math.max(most, areas[least]);
    levels[least] = levelOf(most);
    after[before[least]] = after[least];
    before[after[least]] = before[least];
    for (const place of [before[least], after[least]]) if (waiting.has(place)) areas[place] = areaAt(place);
  }
  return levels;

  function areaAt(place) {
    if (place === 0 || place === count - 1) return Infinity;
    const [[ax, ay], [bx, by], [cx, cy]] = [points[before[place]], points[place], points[after[place]]];
    return Math.abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2;
  }
}

/** The first zoom at which this area of the grid is big enough to be seen. */
function levelOf(area) {
  if (!area) return DEEPEST + 1;
  const pixels = area * (256 / SIDE) ** 2;
  return Math.max(0, Math.ceil(Math.log2(LEAST_AREA / pixels) / 2));
}

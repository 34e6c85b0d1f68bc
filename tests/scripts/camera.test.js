import assert from "node:assert/strict";
import { test } from "node:test";
import {
  cornerOf,
  earthOf,
  fitting,
  leastZoom,
  levelOf,
  restingZoom,
  worldOf,
} from "../../static/src/camera.js";

const size = { width: 680, height: 540 };
const GERMANY = [5.9, 47.3, 15, 55];

/** Where a point is seen, in pixels from the upper left corner. */
function seen(point, position) {
  const [left, top] = cornerOf(position, size);
  const [x, y] = worldOf(point);
  const scale = 256 * 2 ** position.zoom;
  return [x * scale - left, y * scale - top];
}

test("a point comes back from the square of the world", () => {
  for (const point of [
    { lat: 52.5, lon: 13.4 },
    { lat: -33.9, lon: 151.2 },
    { lat: 0, lon: 0 },
  ]) {
    const { lat, lon } = earthOf(worldOf(point));
    assert.ok(Math.abs(lat - point.lat) < 1e-9 && Math.abs(lon - point.lon) < 1e-9);
  }
  assert.deepEqual(worldOf({ lat: 0, lon: 0 }), [0.5, 0.5]);
  assert.ok(Math.abs(worldOf({ lat: 90, lon: 0 })[1]) < 1e-9);
});

test("bounds are seen as near as they may, clear of the edges and of what covers them", () => {
  const covered = { top: 100, right: 60 };
  const position = fitting(GERMANY, size, covered);
  assert.equal(position.zoom, 5.25);
  const [west, south, east, north] = GERMANY;
  const [left, top] = seen({ lat: north, lon: west }, position);
  const [right, bottom] = seen({ lat: south, lon: east }, position);
  assert.ok(left >= 39 && right <= size.width - 60 - 39);
  assert.ok(top >= 139 && bottom <= size.height - 39);
  // In the middle of what is left of the map.
  assert.ok(Math.abs(left - (size.width - 60 - right)) <= 2);
  assert.ok(Math.abs(top - 100 - (size.height - bottom)) <= 2);
  const scale = 2 ** 0.25;
  assert.ok((right - left) * scale > 540 || (bottom - top) * scale > 360);
});

test("bounds may cross the line of dates", () => {
  const { lon, zoom } = fitting([170, -20, -170, -10], size, {});
  assert.equal(Math.round(lon), 180);
  assert.ok(zoom > 4);
});

test("a single point is not looked at from too near", () => {
  assert.equal(fitting([10, 50, 10, 50], size, {}).zoom, 9);
  assert.equal(fitting([10, 50, 10, 50], size, {}, 12).zoom, 12);
});

test("zooms rest at quarters within what the map can show, levels at halves", () => {
  assert.equal(restingZoom(4.3, 1000), 4.25);
  assert.equal(restingZoom(20, 1000), 12);
  assert.equal(restingZoom(0, 1000), leastZoom(1000));
  assert.equal(leastZoom(256), 0);
  assert.equal(leastZoom(5000), 2);
  assert.equal(levelOf(4.75), 4.5);
  assert.equal(levelOf(5), 5);
});

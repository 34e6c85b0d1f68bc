import assert from "node:assert/strict";
import { test } from "node:test";
import { drawing } from "../../static/src/venn.js";

for (const size of [2, 3]) {
  test(`${size} circles make ${2 ** size - 1} regions, each with its figure where it belongs`, () => {
    const { circles, radius, regions, width, height } = drawing(size);
    const partAt = (point) =>
      circles.reduce(
        (bits, { x, y }, at) => bits | (Math.hypot(point.x - x, point.y - y) < radius ? 1 << at : 0),
        0,
      );
    assert.deepEqual(
      regions.map(({ part }) => part).sort((a, b) => a - b),
      Array.from({ length: 2 ** size - 1 }, (_, index) => index + 1),
    );
    for (const { part, path, x, y } of regions) {
      assert.equal(partAt({ x, y }), part, `the figure of ${part}`);
      // Every corner lies on two circles at least.
      for (const [, cornerX, cornerY] of path.matchAll(/(?:M|A\d+ \d+ 0 [01] [01] )([\d.]+) ([\d.]+)/g)) {
        const on = circles.filter(
          (circle) => Math.abs(Math.hypot(cornerX - circle.x, cornerY - circle.y) - radius) < 0.05,
        );
        assert.equal(on.length, 2, `${part}: ${cornerX} ${cornerY}`);
      }
    }
    for (const { x, y } of circles)
      assert.ok(x - radius > 0 && x + radius < width && y - radius > 0 && y + radius < height);
  });
}

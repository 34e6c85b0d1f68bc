import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { SHAPES } from "../../static/src/marks.js";

const icons = new URL("../../static/icons/", import.meta.url);

test("the map draws the marks of the icons", () => {
  const drawn = readdirSync(icons)
    .filter((name) => name.startsWith("mark-"))
    .map((name) => [name.slice(5, -4), / d="([^"]+)"/.exec(readFileSync(new URL(name, icons), "utf8"))[1]]);
  assert.deepEqual(SHAPES, Object.fromEntries(drawn));
});

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { SHAPES } from "../../static/src/marks.js";

const icons = new URL("../../static/icons/", import.meta.url);

test("every topic that has a drawing has a colour of its own", () => {
  const tokens = readFileSync(new URL("../../static/styles/tokens.css", import.meta.url), "utf8");
  const drawn = readdirSync(icons).filter((name) => name.startsWith("topic-"));
  const colours = drawn.map((name) => new RegExp(`--${name.slice(0, -4)}: (.+);`).exec(tokens)?.[1]);
  assert.ok(colours.every(Boolean));
  assert.equal(new Set(colours).size, drawn.length);
});

test("the map draws the marks of the icons", () => {
  const drawn = readdirSync(icons)
    .filter((name) => name.startsWith("mark-"))
    .map((name) => [name.slice(5, -4), / d="([^"]+)"/.exec(readFileSync(new URL(name, icons), "utf8"))[1]]);
  assert.deepEqual(SHAPES, Object.fromEntries(drawn));
});

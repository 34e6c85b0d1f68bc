import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { deriveSlug, fold, indexText, words } from "../../static/src/folding.js";

const vector = JSON.parse(readFileSync(new URL("../vectors/folding.json", import.meta.url)));

test("names fold as on the server", () => {
  for (const { text, folded } of vector.folding) assert.equal(fold(text), folded, text);
});

test("words of a query as on the server", () => {
  for (const { text, found } of vector.words) assert.deepEqual(words(text), found, text);
});

test("words that one can search in as on the server", () => {
  for (const { texts, found } of vector.indexes) assert.equal(indexText(texts), found);
});

test("slugs are derived as on the server", () => {
  for (const { name, country, slug } of vector.slugs) assert.equal(deriveSlug(name, country), slug, name);
});

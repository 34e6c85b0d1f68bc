// An index of names for suggestions while somebody types: which records have words that begin like the words typed, and
// where none has, which have words that begin nearly so.

import { words } from "./folding.js";

const TOGETHER = 400; // records or words handled between two chances to stop
const LAST = "\uffff"; // stands after every letter

/** How many letters of a word may be wrong, swapped, missing or too many. */
export function editsAllowed(word) {
  if (word.length < 4) return 0;
  return word.length < 8 ? 1 : 2;
}

export class SearchIndex {
  #groups;
  #first; // for each group the number of its first record, and the number of all records at the end
  #names = []; // for each record its folded name
  #words = []; // all words, sorted
  #shared; // for each word how many letters it begins with like the one before it
  #start; // for each word where its records begin
  #records;

  /**
   * `groups` hold records `0 … count - 1` each: `text(i)` is the folded words in which one looks, each after a blank,
   * `name(i)` the name that is shown, `weight(i)` what comes first among records that fit equally well.
   */
  constructor(groups) {
    this.#groups = groups;
    this.#first = [0];
    for (const { count } of groups) this.#first.push(this.#first.at(-1) + count);
  }

  /** Build the index, stopping now and then so that the page stays awake; before the end nothing can be found. */
  *building() {
    const [known, buckets, pairs] = [new Map(), new Map(), []];
    for (const { count, text, name } of this.#groups) {
      for (let record = 0; record < count; record++) {
        for (const word of text(record).split(" ")) {
          if (!word) continue;
          let number = known.get(word);
          if (number === undefined) {
            number = known.size;
            known.set(word, number);
            const key = word.slice(0, 2); // sorting everything at once would be felt
            const bucket = buckets.get(key);
            if (bucket) bucket.push(word);
            else buckets.set(key, [word]);
          }
          pairs.push(number, this.#names.length);
        }
        this.#names.push(words(name(record)).join(" "));
        if (record % TOGETHER === 0) yield;
      }
    }
    const position = new Uint32Array(known.size);
    this.#shared = new Uint8Array(known.size);
    let before = "";
    for (const key of [...buckets.keys()].sort()) {
      for (const word of buckets.get(key).sort()) {
        const at = this.#words.push(word) - 1;
        position[known.get(word)] = at;
        this.#shared[at] = sharedLetters(before, word);
        before = word;
      }
      yield;
    }
    this.#start = new Uint32Array(known.size + 1);
    for (let at = 0; at < pairs.length; at += 2) this.#start[position[pairs[at]] + 1]++;
    for (let at = 0; at < known.size; at++) this.#start[at + 1] += this.#start[at];
    yield;
    const next = this.#start.slice();
    this.#records = new Uint32Array(pairs.length / 2);
    for (let at = 0; at < pairs.length; at += 2) this.#records[next[position[pairs[at]]]++] = pairs[at + 1];
  }

  /**
   * For each group the up to `most[group]` likeliest records for what was typed. A name that is the text comes before one
   * that begins so, that before one with words that begin so, that before other names of the record; then decides the weight, then the name. Typing errors are
   * assumed only where nothing at all is written like the text.
   */
  find(text, most) {
    const typed = words(text);
    if (!typed.length) return this.#groups.map(() => []);
    const found = this.#pick(typed, most, (word, hits) => this.#beginning(word, hits));
    if (found.some((records) => records.length)) return found;
    return this.#pick(typed, most, (word, hits) => this.#nearly(word, hits));
  }

  #pick(typed, most, look) {
    let hits = null; // 0 for no hit, else number of words plus edits
    for (const word of typed) {
      const own = new Uint8Array(this.#names.length);
      look(word, own);
      if (hits)
        for (let record = 0; record < own.length; record++)
          own[record] &&= hits[record] && own[record] + hits[record];
      hits = own;
    }
    const text = typed.join(" ");
    return this.#groups.map(({ weight }, group) => {
      const first = this.#first[group];
      const best = [];
      for (let record = first; record < this.#first[group + 1]; record++) {
        if (!hits[record]) continue;
        const name = this.#names[record];
        const rank = 4 * (hits[record] - typed.length) + fitOf(name, text);
        const one = { record: record - first, name, rank, weight: weight(record - first) };
        if (best.length === most[group] && !before(one, best.at(-1))) continue;
        const place = best.findIndex((other) => before(one, other));
        best.splice(place < 0 ? best.length : place, 0, one);
        if (best.length > most[group]) best.pop();
      }
      return best.map(({ record }) => record);
    });
  }

  #beginning(sought, hits) {
    const end = this.#positionOf(sought + LAST);
    for (let at = this.#start[this.#positionOf(sought)]; at < this.#start[end]; at++)
      hits[this.#records[at]] = 1;
  }

  /** Position of the first word that does not come before `sought`. */
  #positionOf(sought) {
    let [low, high] = [0, this.#words.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#words[middle] < sought) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /**
   * Words of which some beginning is few edits from `sought`. Sorted words share their beginnings, so that most columns
   * of the table of edits are already there, and a beginning without hope rules out all words that share it.
   */
  #nearly(sought, hits) {
    const allowed = editsAllowed(sought);
    const deepest = sought.length + allowed;
    const columns = Array.from({ length: deepest + 1 }, () => new Uint8Array(sought.length + 1));
    const fewest = new Uint8Array(deepest + 1); // edits of the best beginning up to each depth
    columns[0].forEach((_, letter) => {
      columns[0][letter] = letter;
    });
    fewest[0] = sought.length;
    let depth = 0;
    let hopeless = false;
    for (let at = 0; at < this.#words.length; at++) {
      const word = this.#words[at];
      if (this.#shared[at] < depth) {
        depth = this.#shared[at];
        hopeless = false;
      }
      while (!hopeless && depth < deepest && depth < word.length) {
        depth += 1;
        hopeless = fillColumn(columns, depth, sought, word) > allowed;
        fewest[depth] = Math.min(fewest[depth - 1], columns[depth][sought.length]);
      }
      if (fewest[depth] > allowed) continue;
      const hit = 1 + fewest[depth];
      for (let row = this.#start[at]; row < this.#start[at + 1]; row++) {
        const record = this.#records[row];
        if (!hits[record] || hits[record] > hit) hits[record] = hit;
      }
    }
  }
}

/** Edits that make the first letters of `sought` the first `depth` letters of `word`; gives the fewest of the column. */
function fillColumn(columns, depth, sought, word) {
  const [column, left] = [columns[depth], columns[depth - 1]];
  const letter = word.charCodeAt(depth - 1);
  const letterBefore = depth > 1 ? word.charCodeAt(depth - 2) : -1;
  column[0] = depth;
  let fewest = depth;
  for (let row = 1; row < column.length; row++) {
    const own = sought.charCodeAt(row - 1);
    let edits = Math.min(left[row] + 1, column[row - 1] + 1, left[row - 1] + (own === letter ? 0 : 1));
    // two neighbours in the wrong order
    if (row > 1 && own === letterBefore && sought.charCodeAt(row - 2) === letter)
      edits = Math.min(edits, columns[depth - 2][row - 2] + 1);
    column[row] = edits;
    if (edits < fewest) fewest = edits;
  }
  return fewest;
}

/** How well a name fits: it is the text, begins so, has a word that begins so, or another name of the record does. */
function fitOf(name, text) {
  if (name === text) return 0;
  if (name.startsWith(text)) return 1;
  return name.includes(` ${text}`) ? 2 : 3;
}

function before(one, other) {
  if (one.rank !== other.rank) return one.rank < other.rank;
  if (one.weight !== other.weight) return one.weight > other.weight;
  return one.name < other.name;
}

function sharedLetters(one, other) {
  const most = Math.min(one.length, other.length, 255);
  let letters = 0;
  while (letters < most && one[letters] === other[letters]) letters++;
  return letters;
}

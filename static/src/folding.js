// Folding: how names become words that can be searched without knowing accents, case or marks.
// The server folds the same way (cities/folding.py); a test holds the two together.

// Letters that Unicode does not decompose into a base letter and a mark.
const LETTERS = { ß: "ss", ø: "o", æ: "ae", œ: "oe", ł: "l", đ: "d", ı: "i", þ: "th", ð: "d" };
const UMLAUTS = { ä: "ae", ö: "oe", ü: "ue" };
const SPELLED_OUT = new Set(["DE", "AT", "CH"]);

const ASCII = /^[\x20-\x7e]*$/;

/** `text` in lower case, without marks, special letters spelled out. */
export function fold(text) {
  if (ASCII.test(text)) return text.toLowerCase();
  return text
    .normalize("NFC")
    .toLowerCase()
    .replace(/[ßøæœłđıþð]/g, (letter) => LETTERS[letter])
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "");
}

/** The folded words of `text`, in order, each once. */
export function words(text) {
  return [...new Set(fold(text).match(/[\p{L}\p{N}]+/gu))];
}

/** The folded words of `texts`, each after a blank, German umlauts in both spellings: what one can search in. */
export function indexText(texts) {
  const spelled = (text) =>
    text.normalize("NFC").replace(/[äöüÄÖÜ]/g, (letter) => UMLAUTS[letter.toLowerCase()]);
  const found = new Set(texts.flatMap((text) => [...words(text), ...words(spelled(text))]));
  return [...found]
    .sort()
    .map((word) => ` ${word}`)
    .join("");
}

/** The slug that a place of this name in this country has unless the snapshot says otherwise (atlas/snapshotting.py). */
export function deriveSlug(name, country) {
  let text = name;
  if (SPELLED_OUT.has(country)) text = text.replace(/[äöüÄÖÜ]/g, (letter) => UMLAUTS[letter.toLowerCase()]);
  return text
    .replace(/[ßøØæÆłŁıđ]/g, (letter) => LETTERS[letter.toLowerCase()])
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}

// How the map is painted: the tokens' colours as a canvas needs them, resolved, because it cannot read custom properties or
// light-dark(), with the fonts and the way numbers are written.

import { SHAPES } from "./marks.js";
import { FURTHER_SIGNS, tokenOf } from "./signs.js";

const TOKENS = {
  paper: "--paper",
  sheet: "--sheet",
  ink: "--ink",
  line: "--mark-line",
  sea: "--map-sea",
  land: "--map-land",
  urban: "--map-urban",
  river: "--map-river",
  country: "--map-country",
  region: "--map-region",
  text: "--map-text",
  halo: "--map-halo",
};

/** What painting needs (canvas.js), as it is now; `signs` are those of the topics. */
export function readStyle(signs, language) {
  return {
    colours: readColours([...Object.keys(SHAPES), ...FURTHER_SIGNS, ...signs]),
    fonts: readFonts(),
    number: numbersOf(language),
    widths: new Map(), // of numbers by size and text, until other letters come
  };
}

/** All colours of the map as they are now: those above, and `mark(name)` for a sign (signs.js). */
function readColours(signs) {
  const tokens = { ...TOKENS };
  for (const sign of signs) tokens[`mark ${sign}`] = tokenOf(sign);
  const probe = document.createElement("span");
  probe.hidden = true;
  probe.style.forcedColorAdjust = "none"; // forced to one colour, the marks could not be told apart
  const swatches = Object.entries(tokens).map(([name, token]) => {
    const swatch = document.createElement("i");
    swatch.style.color = `var(${token})`;
    probe.append(swatch);
    return [name, swatch];
  });
  document.body.append(probe);
  const colours = Object.fromEntries(
    swatches.map(([name, swatch]) => [name, getComputedStyle(swatch).color]),
  );
  probe.remove();
  return { ...colours, mark: (name) => colours[`mark ${name}`] ?? colours["mark other"] };
}

/** The font families of the page: {display, text}. */
function readFonts() {
  const style = getComputedStyle(document.documentElement);
  return { display: style.getPropertyValue("--display"), text: style.getPropertyValue("--text") };
}

/** Call `changed` when the reader or the system turns to the other colour scheme. */
export function onSchemeChange(changed) {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
  new MutationObserver(changed).observe(document.documentElement, { attributeFilter: ["data-scheme"] });
}

/** Writes counts. The browser takes long over its first formatter, and below a thousand there is nothing to group. */
function numbersOf(language) {
  let formatter = null;
  return (count) => {
    if (count < 1000) return String(count);
    formatter ??= new Intl.NumberFormat(language);
    return formatter.format(count);
  };
}

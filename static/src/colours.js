// The tokens' colours as a canvas needs them: resolved, because it cannot read custom properties or light-dark().

import { tokenOf } from "./signs.js";

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

/** All colours of the map as they are now: those above, and `mark(name)` for a sign (signs.js). */
export function readColours(signs) {
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
export function readFonts() {
  const style = getComputedStyle(document.documentElement);
  return { display: style.getPropertyValue("--display"), text: style.getPropertyValue("--text") };
}

/** Call `changed` when the reader or the system turns to the other colour scheme. */
export function onSchemeChange(changed) {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
  new MutationObserver(changed).observe(document.documentElement, { attributeFilter: ["data-scheme"] });
}

import { build, markNode } from "./parts.js";
import { parse } from "./query.js";
import { sentenceOf } from "./sentence.js";

/** The filters of a query, one chip each: `{name, value, label, mark}`, as atlas/starting.py names them. */
export function chipsOf(params, data, words) {
  return [...params].map(([name, value]) => ({ name, value, ...face(name, value, data, words) }));
}

function face(name, value, data, words) {
  if (name.startsWith("network")) {
    const network = data.networks.find(({ slug }) => slug === value);
    const label = network?.label ?? value;
    return { label: name === "network_not" ? words.say("without", { label }) : label, mark: network?.mark };
  }
  if (data.labels[name]) return { label: data.labels[name][value] ?? value };
  // Whatever has no name of its own is said as in the sentence.
  const { text, date } = sentenceOf(parse(new URLSearchParams([[name, value]])), 0, data, words);
  return { label: name === "on" ? date : text };
}

/** Put chips in place of those in `root`; `without(chip)` gives the address of the query that lacks one. */
export function showChips(root, chips, words, { without, reset }) {
  const nodes = chips.map((chip) => {
    const part = build("chip");
    if (chip.mark) part.root.prepend(markNode(chip.mark));
    part.label.textContent = chip.label;
    part.remove.href = without(chip);
    part.remove.ariaLabel = words.say("remove", { label: chip.label });
    return part.root;
  });
  if (chips.length) {
    const { root: link } = build("reset");
    link.href = reset;
    nodes.push(link);
  }
  root.replaceChildren(...nodes);
}

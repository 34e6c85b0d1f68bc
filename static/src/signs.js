// How the parts of a ring look and what they are called: a network's mark, a topic's disc, a filled or a hollow disc.

import { markNode } from "./parts.js";
import { NONE, OTHER } from "./shares.js";

/** The sign that topics without an own one share. */
export const OTHER_TOPIC = "topic-other";
/** Signs beside the networks' marks and the topics' discs. */
export const FURTHER_SIGNS = [OTHER_TOPIC, "practice", "none"];

/** The sign of a part of rings that show `rings`, from the page's data. */
export function signOf(data, rings) {
  if (rings === "practice") return (part) => (part === NONE ? "none" : "practice");
  const other = rings === "topic" ? OTHER_TOPIC : "other";
  const signs =
    rings === "topic" ? data.topics.map(({ sign }) => sign) : data.networks.map(({ mark }) => mark);
  return (part) => (part === NONE ? "none" : (signs[part] ?? other));
}

/** What a part of such rings is called. */
export function nameOf(data, words, rings) {
  return (part) => {
    if (part === NONE) return words.say("noPractice");
    if (rings === "practice") return words.say("withPractice");
    if (part === OTHER) return words.say(rings === "topic" ? "furtherTopics" : "otherNetworks");
    return (rings === "topic" ? data.topics : data.networks)[part].label;
  };
}

/** The custom property that holds a sign's colour. */
export function tokenOf(sign) {
  if (sign === "none") return "--sheet";
  if (sign === "practice") return "--practices";
  return sign.startsWith("topic-") ? `--${sign}` : `--n-${sign}`;
}

/** A sign as a node. */
export function signNode(sign) {
  if (sign !== "none" && sign !== "practice" && !sign.startsWith("topic-")) return markNode(sign);
  const node = document.createElement("span");
  node.className = `disc${sign === "none" ? " hollow" : ""}`;
  node.style.setProperty("--disc", `var(${tokenOf(sign)})`);
  return node;
}

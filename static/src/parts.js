const drawings = new Map(); // a list's rows ask for the same few again and again

/** Builds nodes from the page's `<template id="part-…">`; whatever carries a `data-part` comes back by its name. */
export function build(name) {
  const root = template(name).firstElementChild.cloneNode(true);
  const parts = { root };
  for (const node of [root, ...root.querySelectorAll("[data-part]")]) {
    if (node.dataset.part) parts[node.dataset.part] = node;
  }
  return parts;
}

/** A network's mark as a node: a copy of the page's own drawing. */
export function markNode(mark) {
  let drawn = drawings.get(mark);
  if (!drawn) {
    const marks = template("marks");
    drawn = marks.querySelector(`.mark-${mark}`) ?? marks.querySelector(".mark-other");
    drawings.set(mark, drawn);
  }
  return drawn.cloneNode(true);
}

function template(name) {
  return document.getElementById(`part-${name}`).content;
}

/** Write into a node, if possible into the text that is there, and nothing if it says so already. */
export function say(node, text) {
  const [there] = node.childNodes;
  if (there?.nodeType !== Node.TEXT_NODE || node.childNodes.length > 1) node.textContent = text;
  else if (there.data !== text) there.data = text;
}

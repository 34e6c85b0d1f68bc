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
  const marks = template("marks");
  return (marks.querySelector(`.mark-${mark}`) ?? marks.querySelector(".mark-other")).cloneNode(true);
}

function template(name) {
  return document.getElementById(`part-${name}`).content;
}

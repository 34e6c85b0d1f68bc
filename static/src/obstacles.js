/**
 * Where things lie over a map, so that it can write no names below them. They are measured when one of them changes
 * its size, never while the map is painted.
 */
export class Obstacles {
  #map;
  #nodes;
  #changed;

  /** `changed(boxes)` hears them: [left, top, right, bottom] in pixels of `map`. */
  constructor(map, nodes, changed) {
    this.#map = map;
    this.#nodes = [...nodes];
    this.#changed = changed;
    const observer = new ResizeObserver(() => this.#measure());
    for (const node of [map, ...nodes]) observer.observe(node);
  }

  #measure() {
    const { left: x, top: y } = this.#map.getBoundingClientRect();
    const boxes = this.#nodes.map((node) => {
      const { left, top, right, bottom } = node.getBoundingClientRect();
      return [left - x, top - y, right - x, bottom - y];
    });
    this.#changed(boxes.filter(([left, , right]) => right > left));
  }
}

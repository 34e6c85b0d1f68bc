const STEP = 80; // pixels

const WAYS = {
  ArrowUp: (view) => view.pan(0, -STEP),
  ArrowDown: (view) => view.pan(0, STEP),
  ArrowLeft: (view) => view.pan(-STEP, 0),
  ArrowRight: (view) => view.pan(STEP, 0),
  "+": (view) => view.zoomIn(),
  "=": (view) => view.zoomIn(), // the same key without Shift
  "-": (view) => view.zoomOut(),
};

/** While `element` has the focus, arrows move `view`, plus and minus zoom it. */
export function steerByKeys(element, view) {
  element.tabIndex = 0;
  element.addEventListener("keydown", (event) => {
    const way = WAYS[event.key];
    if (!way || event.target !== element || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    way(view);
  });
}

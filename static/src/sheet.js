const STEPS = ["peek", "half", "full"];
const DRAG = 8; // fewer pixels than this are a press

/**
 * The list on phones: a sheet over the map in three steps. Its handle is a button that goes one step on (from the
 * last one back to the first); dragging it works too, and is never needed.
 */
export class Sheet {
  #atlas;
  #handle;
  #sheet;
  #words;
  #step = "half";

  constructor(atlas, words) {
    this.#atlas = atlas;
    this.#words = words;
    this.#sheet = atlas.querySelector(".results");
    this.#handle = atlas.querySelector(".sheet-handle");
    this.#handle.addEventListener("click", () =>
      this.to(STEPS[(STEPS.indexOf(this.#step) + 1) % STEPS.length]),
    );
    this.#handle.addEventListener("pointerdown", (event) => this.#drag(event));
  }

  /** Go to a step: peek (the sentence), half, or full. */
  to(step) {
    this.#step = step;
    this.#atlas.dataset.sheet = step;
    this.#handle.ariaLabel = this.#words.say(step === "full" ? "shrink" : "enlarge");
  }

  #drag(start) {
    const height = this.#sheet.offsetHeight;
    let dragged = false;
    const move = (event) => {
      const wanted = height + start.clientY - event.clientY;
      if (!dragged && Math.abs(wanted - height) < DRAG) return;
      dragged = true;
      this.#sheet.classList.add("dragged");
      this.#sheet.style.height = `${wanted}px`;
    };
    const end = () => {
      this.#handle.removeEventListener("pointermove", move);
      this.#sheet.classList.remove("dragged");
      if (!dragged) return;
      const share = this.#sheet.offsetHeight / this.#atlas.offsetHeight;
      this.#sheet.style.height = "";
      this.to(share < 0.36 ? "peek" : share < 0.75 ? "half" : "full");
      // The click that ends a mouse's drag is no press; a finger's drag ends without one.
      const swallow = (event) => event.stopImmediatePropagation();
      this.#handle.addEventListener("click", swallow, { capture: true });
      setTimeout(() => this.#handle.removeEventListener("click", swallow, { capture: true }));
    };
    this.#handle.setPointerCapture(start.pointerId);
    this.#handle.addEventListener("pointermove", move);
    this.#handle.addEventListener("lostpointercapture", end, { once: true });
  }
}

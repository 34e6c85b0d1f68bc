/**
 * The map below the two numbers of a new place. The pin stands in the map's middle and the map moves below it, so a click,
 * a drag and the arrow keys all say the same; the numbers follow, and the map follows the numbers.
 */
import { pageSource } from "./clusters.js";
import { createMap } from "./leaflet.js";

// Where most places are, [west, south, east, north].
const EUROPE = [-10, 36, 31, 62];
const CLOSE = 9; // zoom at which a typed point is looked at
const DIGITS = 4; // of a degree: some ten metres
const STILL = 5; // pixels: whoever moves less has clicked

class PointPicker {
  #box;
  #view;
  #inputs;
  #said;
  #taking = false; // whether moves are the reader's
  #quiet = false;

  constructor(box, inputs) {
    const map = box.querySelector(".picker-map");
    this.#box = box;
    this.#inputs = inputs;
    this.#said = box.querySelector("[role=status]");
    box.hidden = false;
    this.#view = createMap(map, {
      signs: [],
      language: document.documentElement.lang,
      basemap: box.dataset.basemap,
      attributionAt: "end",
    });
    this.#view.fit(EUROPE, { animate: false });
    this.#view.show(pageSource({ 0: [] }, 0, () => null)); // no places: they would hide the land
    this.#follow();
    this.#listen(map);
  }

  #listen(map) {
    let down = null;
    map.addEventListener("pointerdown", (event) => {
      down = event;
      this.#taking = true;
    });
    map.addEventListener("pointerup", (event) => {
      if (!down || event.target.closest("a")) return;
      if (Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) > STILL) return;
      const { left, top, width, height } = map.getBoundingClientRect();
      this.#view.pan(event.clientX - left - width / 2, event.clientY - top - height / 2);
    });
    // Before the map's own answer to the key, which comes at once where nothing glides.
    map.addEventListener(
      "keydown",
      () => {
        this.#taking = true;
      },
      { capture: true },
    );
    // The wheel is for the page: the map is only a part of a form.
    this.#box.addEventListener("wheel", (event) => event.ctrlKey || event.stopPropagation(), {
      capture: true,
    });
    this.#view.on("move", () => this.#take());
    for (const button of this.#box.querySelectorAll("[data-zoom]")) {
      button.addEventListener("click", () =>
        button.dataset.zoom === "in" ? this.#view.zoomIn() : this.#view.zoomOut(),
      );
    }
    for (const input of this.#inputs) input.addEventListener("input", () => this.#follow());
  }

  /** The numbers become those of the pin. */
  #take() {
    if (!this.#taking || this.#quiet) return;
    const { lat, lon } = this.#view.position;
    const values = [lat, lon].map((degrees) => degrees.toFixed(DIGITS));
    this.#box.classList.add("is-set");
    this.#said.textContent = this.#said.dataset.text
      .replace("{latitude}", values[0])
      .replace("{longitude}", values[1]);
    this.#quiet = true;
    this.#inputs.forEach((input, place) => {
      input.value = values[place];
      input.dispatchEvent(new Event("input", { bubbles: true }));
    });
    this.#quiet = false;
  }

  /** The pin goes where the numbers say, if they say a place on earth. */
  #follow() {
    if (this.#quiet) return;
    const [lat, lon] = this.#inputs.map(({ value }) =>
      Number.parseFloat(value.replace(",", ".").replace("−", "-")),
    );
    const good = Math.abs(lat) <= 90 && Math.abs(lon) <= 180;
    this.#box.classList.toggle("is-set", good);
    if (!good) return;
    this.#quiet = true;
    this.#view.moveTo({ lat, lon, zoom: Math.max(this.#view.position.zoom, CLOSE) }, { animate: false });
    this.#quiet = false;
  }
}

const box = document.querySelector(".picker");
const inputs = ["id_latitude", "id_longitude"].map((id) => document.getElementById(id));
if (box && inputs.every(Boolean)) new PointPicker(box, inputs);

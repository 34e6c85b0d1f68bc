import { Choice } from "./choice.js";

const PATIENCE = 10_000; // ms that a device gets to find itself
const RECENT = 60_000; // ms for which an earlier finding is good enough
const FAILURES = { 1: "positionRefused", 2: "positionUnknown", 3: "positionLate" };

/**
 * "Near me": asks the browser for the reader's position, on a click only, and lets a radius be chosen around it. The
 * position is kept in this object and nowhere else: no address, no request and no storage ever holds it.
 */
export class Near {
  #node;
  #button;
  #radius;
  #said;
  #words;
  #changed;
  #centre;
  #asked = 0;
  #position = null;

  /**
   * `changed(found)` hears of another position or radius, `found` telling whether the position came from the device
   * just now; `centre()` gives the middle of the map.
   */
  constructor(atlas, words, { changed, centre }) {
    this.#node = atlas.querySelector(".near");
    this.#button = atlas.querySelector(".near-toggle");
    this.#radius = new Choice(this.#node.querySelector(".near-radius"), () => {
      this.#sayRadius();
      if (this.#position) this.#changed(false);
    });
    this.#said = atlas.querySelector(".near-said");
    this.#words = words;
    this.#changed = changed;
    this.#centre = centre;
    this.#button.addEventListener("click", () => (this.isOpen ? this.end() : this.#begin()));
    this.#node.querySelector(".near-middle").addEventListener("click", () => this.move(this.#centre()));
  }

  get isOpen() {
    return !this.#node.hidden;
  }

  /** {lat, lon}, null for unknown. */
  get position() {
    return this.#position;
  }

  /** Radius in metres, 0 for none. */
  get radius() {
    return this.#position ? Number(this.#radius.value) * 1000 : 0;
  }

  /** Take another position: that of the mark on the map after the reader has moved it. */
  move({ lat, lon }) {
    this.#asked++;
    this.#position = { lat, lon };
    this.#sayRadius();
    this.#changed(false);
  }

  /** Forget the position. */
  end() {
    this.#asked++;
    this.#position = null;
    this.#radius.value = "";
    this.#said.textContent = "";
    this.#open(false);
    this.#changed(false);
  }

  #begin() {
    const mine = ++this.#asked;
    this.#open(true);
    this.#said.textContent = this.#words.say("positionSought");
    if (!navigator.geolocation) {
      this.#fail({ code: 2 });
      return;
    }
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        if (mine !== this.#asked) return;
        this.#position = { lat: coords.latitude, lon: coords.longitude };
        this.#said.textContent = this.#words.say("positionFound");
        this.#changed(true);
      },
      (error) => mine === this.#asked && this.#fail(error),
      { timeout: PATIENCE, maximumAge: RECENT },
    );
  }

  #fail({ code }) {
    this.#said.textContent = this.#words.say(FAILURES[code] ?? "positionUnknown");
  }

  /** What others get to see does not know the radius; the reader should. */
  #sayRadius() {
    this.#said.textContent = this.radius ? this.#words.say("radiusStays") : "";
  }

  #open(whether) {
    this.#node.hidden = !whether;
    this.#button.ariaPressed = String(whether);
  }
}

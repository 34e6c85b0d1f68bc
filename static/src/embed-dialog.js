import { wireCopying } from "./copying.js";
import { Dialog } from "./dialog.js";

/**
 * The dialog that makes the snippet for a frame with the present map. The snippet is the one that the oEmbed endpoint
 * gives for the address, with the chosen size; the preview shows that very frame, made small enough for the dialog.
 */
export class EmbedDialog {
  #dialog;
  #form;
  #snippet;
  #status;
  #preview;
  #words;
  #address = "";
  #html = "";
  #turn = 0;

  constructor(node, opener, words) {
    this.#dialog = new Dialog(node, opener);
    this.#words = words;
    this.#form = node.querySelector("form");
    this.#snippet = node.querySelector("textarea");
    this.#status = node.querySelector("[role=status]");
    this.#preview = node.querySelector(".embedding-preview");
    wireCopying(node.querySelector("[data-copy]"), this.#snippet, this.#status, words);
    this.#form.addEventListener("submit", (event) => event.preventDefault());
    this.#form.addEventListener("change", (event) => {
      this.#form.width.disabled = this.#form.fluid.value === "yes";
      if (event.target.matches("select")) this.#ask();
      else this.#write();
    });
    node.addEventListener("close", () => {
      this.#turn++; // what is still on its way comes too late
      this.#preview.replaceChildren();
    });
  }

  /** Open it for the map at `address`. */
  open(address) {
    this.#address = address;
    this.#dialog.open();
    this.#ask();
  }

  async #ask() {
    const mine = ++this.#turn;
    this.#snippet.value = ""; // nobody takes away the one for something else
    const url = new URL(this.#address);
    url.pathname = `/${this.#form.language.value}/map/`;
    if (this.#form.theme.value) url.searchParams.set("theme", this.#form.theme.value);
    let html = "";
    try {
      const answer = await fetch(`${this.#form.dataset.oembed}?${new URLSearchParams({ url })}`);
      if (answer.ok) html = (await answer.json()).html;
    } catch {} // said below
    if (mine !== this.#turn) return;
    this.#html = html;
    this.#write();
  }

  #write() {
    const size = this.#size();
    this.#status.textContent = this.#html
      ? size
        ? ""
        : this.#words.say("badSize")
      : this.#words.say("frameAway");
    if (!this.#html || !size) return;
    this.#snippet.value = this.#html
      .replace(/ width="\d+"/, ` width="${size.width ?? "100%"}"`)
      .replace(/ height="\d+"/, ` height="${size.height}"`);
    this.#show(size);
  }

  /** `{width, height}` in pixels, without a width where the page decides; null if somebody wrote nonsense. */
  #size() {
    const { width, height } = this.#form;
    if (!height.validity.valid || !width.validity.valid) return null;
    return { width: width.disabled ? null : Number(width.value), height: Number(height.value) };
  }

  /** A new frame each time: another address for the old one would be a step of the history. */
  #show({ width, height }) {
    const room = this.#preview.clientWidth;
    const highest = Math.max(200, innerHeight * 0.45);
    const scale = Math.min(1, highest / height, width ? room / width : 1);
    const frame = document.createElement("iframe");
    frame.src = / src="([^"]*)"/.exec(this.#html)[1].replaceAll("&amp;", "&");
    frame.title = this.#preview.ariaLabel;
    frame.style.width = `${width ?? room / scale}px`;
    frame.style.height = `${height}px`;
    frame.style.transform = `scale(${scale})`;
    this.#preview.style.height = `${height * scale}px`;
    this.#preview.replaceChildren(frame);
  }
}

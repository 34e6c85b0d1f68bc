/** A `<dialog>` with a heading that takes the focus; closing it gives the focus to `opener`. */
export class Dialog {
  #node;

  constructor(node, opener) {
    this.#node = node;
    node.querySelector(".dialog-close").addEventListener("click", () => node.close());
    node.addEventListener("click", (event) => event.target === node && node.close()); // beside it
    node.addEventListener("close", () => opener.focus());
    // Escape closes the dialog only, and nothing that lies under it.
    node.addEventListener("keydown", (event) => event.key === "Escape" && event.stopPropagation());
  }

  open() {
    this.#node.showModal();
  }
}

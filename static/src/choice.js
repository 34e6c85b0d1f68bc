/** A group of radio buttons, read and set as one value; `changed()` hears what the reader chooses. */
export class Choice {
  #inputs;

  constructor(node, changed) {
    this.#inputs = [...node.querySelectorAll("input[type=radio]")];
    node.addEventListener("change", changed);
  }

  get value() {
    return this.#inputs.find((input) => input.checked)?.value ?? "";
  }

  set value(value) {
    for (const input of this.#inputs) input.checked = input.value === value;
  }

  /** What the chosen one is called. */
  get label() {
    return (
      this.#inputs
        .find((input) => input.checked)
        ?.closest("label")
        .textContent.trim() ?? ""
    );
  }
}

import { build, markNode } from "./parts.js";

/**
 * A text field with suggestions below it: a combobox whose focus stays in the field, as the ARIA practices describe it.
 * Nothing is chosen unless one asks for it; Enter without a chosen suggestion does what it did.
 */
export class SearchBox {
  #input;
  #list;
  #status;
  #words;
  #find;
  #chosen;
  #options = []; // {node, offer}, in the order shown
  #active = -1;
  #turn = 0;

  /**
   * `list` holds a group for each sort of suggestion and the line that says how many there are. `find(text)` promises the
   * suggestions of each group, `chosen(offer)` hears the one that was chosen.
   */
  constructor(input, list, words, { find, chosen }) {
    this.#input = input;
    this.#list = list;
    this.#status = document.getElementById(`${list.id}-count`);
    this.#words = words;
    this.#find = find;
    this.#chosen = chosen;
    input.role = "combobox";
    input.ariaAutoComplete = "list";
    input.ariaExpanded = "false";
    input.setAttribute("aria-controls", list.id);
    input.addEventListener("input", () => this.#suggest());
    input.addEventListener("keydown", (event) => this.#press(event));
    input.addEventListener("blur", () => this.close());
    // The field keeps the focus, on touch screens its keyboard too.
    list.addEventListener("mousedown", (event) => {
      event.preventDefault();
      if (event.target.closest('[role="option"]')) this.#turn += 1;
    });
    list.addEventListener("click", (event) => {
      const node = event.target.closest('[role="option"]');
      if (node) this.#choose(this.#options.findIndex((option) => option.node === node));
    });
  }

  get isOpen() {
    return !this.#list.hidden;
  }

  close() {
    this.#turn += 1;
    this.#list.hidden = true;
    this.#input.ariaExpanded = "false";
    this.#status.textContent = "";
    this.#activate(-1);
  }

  async #suggest() {
    const text = this.#input.value.trim();
    if (!text) {
      this.close();
      return;
    }
    const mine = ++this.#turn;
    let groups;
    try {
      groups = await this.#find(text);
    } catch {
      return; // Without the names the text still filters.
    }
    if (mine === this.#turn && document.activeElement === this.#input) this.#show(groups);
  }

  #show(groups) {
    this.#options = [];
    for (const group of this.#list.children) {
      const nodes = (groups[group.dataset.group] ?? []).map((offer) => this.#option(offer));
      group.replaceChildren(group.firstElementChild, ...nodes);
      group.hidden = !nodes.length;
    }
    const count = this.#options.length;
    this.#list.hidden = !count;
    this.#list.scrollTop = 0;
    this.#input.ariaExpanded = String(count > 0);
    this.#status.textContent = this.#words.say("suggestions", { count });
    this.#activate(-1);
  }

  #option(offer) {
    const { root: node, ...part } = build("suggestion");
    const { name, place, marks = [], more = 0 } = offer;
    node.id = `${this.#list.id}-${this.#options.length}`;
    part.name.textContent = name;
    if (place) part.place.textContent = place;
    else part.place.remove();
    part.marks.append(...marks.map(({ mark }) => markNode(mark)));
    if (more) {
      const rest = document.createElement("span");
      rest.className = "row-more";
      rest.textContent = `+${more}`;
      part.marks.append(rest);
    }
    this.#options.push({ node, offer });
    return node;
  }

  #press(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    if (!this.isOpen) {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        this.#suggest();
      } else if (event.key === "Enter") this.close(); // nor do those open that are on their way
      return;
    }
    const [last, active] = [this.#options.length - 1, this.#active];
    const inList = active >= 0;
    const acts = {
      ArrowDown: () => this.#activate(active < last ? active + 1 : 0),
      ArrowUp: () => this.#activate(active > 0 ? active - 1 : last),
      Home: inList && (() => this.#activate(0)),
      End: inList && (() => this.#activate(last)),
      Enter: inList && (() => this.#choose(active)),
      Escape: () => this.close(),
    };
    if (acts[event.key]) {
      event.preventDefault();
      acts[event.key]();
    } else if (event.key === "Enter") this.close();
    else if (event.key === "ArrowLeft" || event.key === "ArrowRight") this.#activate(-1);
  }

  #activate(active) {
    this.#options[this.#active]?.node.setAttribute("aria-selected", "false");
    this.#active = active;
    const node = this.#options[active]?.node;
    if (node) {
      this.#turn += 1; // an answer that comes late must not take the list away from below the hand
      node.setAttribute("aria-selected", "true");
      node.scrollIntoView({ block: "nearest" });
      this.#input.setAttribute("aria-activedescendant", node.id);
    } else this.#input.removeAttribute("aria-activedescendant");
  }

  #choose(at) {
    const { offer } = this.#options[at];
    this.close();
    this.#chosen(offer);
  }
}

/** Saves the page as a draft a while after one has stopped typing, and when one leaves it. */
const PAUSE = 3000;

export class Autosaving {
  #form;
  #status;
  #waiting;
  #saved;

  constructor(form) {
    this.#form = form;
    this.#status = form.querySelector(".saved");
    this.#saved = this.#typed();
    form.addEventListener("input", () => {
      clearTimeout(this.#waiting);
      this.#waiting = setTimeout(() => this.save(), PAUSE);
    });
    form.addEventListener("submit", () => clearTimeout(this.#waiting));
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.save();
    });
  }

  async save() {
    clearTimeout(this.#waiting);
    const typed = this.#typed();
    if (typed === this.#saved) return;
    const data = new FormData(this.#form);
    data.set("autosave", "1");
    try {
      // `keepalive` lets it arrive although the page is being left.
      const response = await fetch(location.href, { method: "POST", body: data, keepalive: true });
      if (!response.ok) return;
    } catch {
      return; // Away from the net: the next pause tries again, and the button says what is wrong.
    }
    this.#saved = typed;
    const time = new Date().toLocaleTimeString(document.documentElement.lang, { timeStyle: "short" });
    this.#status.textContent = this.#form.dataset.savedText.replace("{time}", time);
  }

  #typed() {
    const data = new FormData(this.#form);
    return JSON.stringify([...data].filter(([, value]) => typeof value === "string"));
  }
}

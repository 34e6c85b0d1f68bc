/** The full records of places, each fetched once, when somebody looks at it. */
export class Records {
  #known = new Map();

  /** The record of the place `slug`, as the API writes it. */
  of(slug) {
    if (!this.#known.has(slug)) {
      const record = fetched(`/api/v1/cities/${slug}/`);
      record.catch(() => this.#known.delete(slug)); // the next one may have more luck
      this.#known.set(slug, record);
    }
    return this.#known.get(slug);
  }
}

async function fetched(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} answers ${response.status}`);
  return response.json();
}

/** What only paper shows: the picture of the query, which is fetched when somebody prints, and the address. */
export class Printing {
  #picture;
  #address;

  constructor(paper) {
    this.#picture = paper.querySelector("img");
    this.#address = paper.querySelector(".paper-address");
  }

  /** Let paper show the places of `query`. */
  point(query) {
    const search = query && `?${query}`;
    this.#picture.src = this.#picture.getAttribute("src").split("?")[0] + search;
    this.#address.textContent = this.#address.textContent.split("?")[0] + search;
  }
}

import { parseDate } from "./dates.js";
import { build, markNode } from "./parts.js";
import { Records } from "./records.js";

const LONG_NAME = 18;

/**
 * The card of the chosen place. What the snapshot knows stands there at once; practices, parts played in networks and
 * sources follow from the place's record. It is not modal; closing it gives the focus back to where it was opened from.
 */
export class Card {
  #node;
  #words;
  #roles;
  #closed;
  #records = new Records();
  #place = null;
  #whole = false; // whether the record has come
  #from = null;

  /** `roles` names the parts that a place may have in a network; `closed()` hears that the reader closed the card. */
  constructor(node, words, roles, closed) {
    this.#node = node;
    this.#words = words;
    this.#roles = roles;
    this.#closed = closed;
    node.querySelector(".card-close").addEventListener("click", () => this.#dismiss());
    this.#find("sources").addEventListener("toggle", ({ target }) => {
      if (target.open && !this.#whole) this.#complete(this.#place);
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !node.hidden && !event.defaultPrevented) this.#dismiss();
    });
  }

  /** Show a place as `Describing.card` tells it; `from` is the link that asked for it, if one did. */
  show(place, from = null) {
    const name = this.#find("name");
    name.textContent = place.name;
    name.classList.toggle("long", place.name.length > LONG_NAME);
    const endonym = this.#find("endonym");
    endonym.textContent = place.endonym;
    endonym.lang = "";
    endonym.hidden = place.endonym === place.name;
    this.#find("place").textContent = place.place;
    this.#find("link").href = place.url;
    this.#find("flag").replaceChildren(...place.memberships.map(tile));
    this.#find("networks").replaceChildren(...place.memberships.map(membershipRow));
    this.#list("listed", place.listed.map(listedRow));
    this.#find("counts").textContent = this.#counted("resolutions", place.resolutions);
    this.#list("practices", Array.from({ length: place.practices }, awaited));
    this.#find("practices-name").textContent = this.#counted("practices", place.practices);
    this.#find("sources").open = false;
    this.#find("body").scrollTop = 0;
    this.#node.hidden = false;
    this.#from = from;
    if (from) name.focus({ preventScroll: true });
    this.#complete(place);
  }

  hide() {
    this.#node.hidden = true;
    this.#place = null;
  }

  /** Add what only the record of the place knows. */
  async #complete(place) {
    this.#place = place;
    this.#whole = false;
    const note = this.#find("note");
    this.#find("sources-rows").replaceChildren();
    note.textContent = this.#words.say("loading");
    let record;
    try {
      record = await this.#records.of(place.slug);
    } catch {
      if (this.#place !== place) return;
      note.textContent = this.#words.say("sourcesAway");
      this.#list("practices", [], place.practices);
      return;
    }
    if (this.#place === place) this.#tell(place, record);
  }

  #tell(place, record) {
    this.#whole = true;
    this.#find("endonym").lang = record.language;
    this.#list(
      "practices",
      record.practices.map((practice) => this.#practiceRow(practice)),
    );
    const roles = this.#node.querySelectorAll(".card-networks .membership-role");
    place.memberships.forEach((membership, at) => {
      const { role, status } = recordOf(membership, record) ?? {};
      if (status === "member" && role !== "member") roles[at].textContent = this.#roles[role];
    });
    const cited = [...place.memberships, ...place.listed]
      .map(({ label, ...membership }) => ({ label, sources: recordOf(membership, record)?.sources ?? [] }))
      .filter(({ sources }) => sources.length);
    this.#find("sources-rows").replaceChildren(
      ...cited.map(({ label, sources }) => this.#sourcesOf(label, sources)),
    );
    this.#find("note").textContent = cited.length ? "" : this.#words.say("noSources");
  }

  #dismiss() {
    const inside = this.#node.contains(document.activeElement);
    const row = document.querySelector(`#results [data-city="${CSS.escape(this.#place.slug)}"]`);
    this.hide();
    if (inside)
      (this.#from?.isConnected ? this.#from : (row ?? document.querySelector(".results-list"))).focus();
    this.#closed();
  }

  #find(name) {
    return this.#node.querySelector(`.card-${name}`);
  }

  #list(name, rows, count = rows.length) {
    this.#find(name).hidden = !count;
    this.#find(`${name}-rows`).replaceChildren(...rows);
  }

  #counted(what, count) {
    return count ? this.#words.say(what, { count }) : "";
  }

  #practiceRow({ slug, title }) {
    const row = document.createElement("li");
    const link = row.appendChild(document.createElement("a"));
    const { lang } = this.#words;
    link.href = `/${lang}/practices/${slug}/`;
    const { language, text } = this.#words.chosen(title);
    link.textContent = text;
    if (language !== lang) {
      link.lang = language;
      const note = row.appendChild(document.createElement("span"));
      note.className = "in-language";
      note.textContent = this.#words.inLanguage(language);
    }
    return row;
  }

  #sourcesOf(label, sources) {
    const { root, name, list } = build("sources");
    name.textContent = label;
    list.append(...sources.map((source) => this.#sourceRow(source)));
    return root;
  }

  #sourceRow({ url, title, language, published_on, link_status }) {
    const { root, link, date } = build("source");
    link.href = url;
    link.textContent = title;
    if (language) link.lang = link.hreflang = language;
    date.textContent = published_on ? this.#words.date(parseDate(published_on)) : this.#words.say("noDate");
    if (link_status === "dead") date.textContent += `, ${this.#words.say("notReachable")}`;
    return root;
  }
}

/** The membership among those of the record; a place may have left a network and come again. */
function recordOf({ slug, joined }, { memberships }) {
  const same = memberships.filter(({ network }) => network.slug === slug);
  return same.find((one) => (one.joined ? parseDate(one.joined) : 0) === joined) ?? same[0];
}

function membershipRow({ label, url, mark, said }) {
  const { root, ...part } = build("membership");
  part.mark.append(markNode(mark));
  part.name.textContent = label;
  part.name.href = url;
  part.date.textContent = said;
  return root;
}

/** Room for a row that comes with the record, so that what stands beside it need not move then. */
function awaited() {
  const row = document.createElement("li");
  row.ariaHidden = "true";
  return row;
}

function listedRow({ label, url }) {
  const row = document.createElement("li");
  const link = row.appendChild(document.createElement("a"));
  link.href = url;
  link.textContent = label;
  return row;
}

function tile({ mark }) {
  const node = document.createElement("li");
  node.className = `mark-${mark}`;
  node.append(markNode(mark));
  return node;
}

// Packs places the way the server does, so that the scripts can be tested without one.

const utf8 = new TextEncoder();

/** Bytes of a snapshot of `places`: {slug?, name, names?, lat, lon, country, region?, kind?, size?, …}. */
export function pack({ networks, places, topics = [], kinds = ["city", "town"] }) {
  const countries = [...new Set(places.map((place) => place.country))];
  const regions = [...new Set(places.map((place) => place.region).filter(Boolean))];
  const populations = ["", "small", "medium", "large", "metropolis"];
  const members = places.flatMap((place) => place.members ?? []);
  const networkIndex = new Map(networks.map((network, index) => [network.slug, index]));
  const planes = (values, count) =>
    Array.from({ length: count }, (_, plane) => values.map((value) => (value >>> (8 * plane)) & 255)).flat();
  const exceptions = (pick) =>
    utf8.encode(
      places.flatMap((place, index) => (pick(place) ? [`${index}\t${pick(place)}`] : [])).join("\n"),
    );
  const columns = {
    lat: planes(zigzagDeltas(places.map((place) => place.lat)), 4),
    lon: planes(zigzagDeltas(places.map((place) => place.lon)), 4),
    country: places.map((place) => countries.indexOf(place.country)),
    region: planes(
      places.map((place) => (place.region ? regions.indexOf(place.region) + 1 : 0)),
      2,
    ),
    kindpop: places.map(
      (place) => kinds.indexOf(place.kind ?? kinds[0]) * 8 + populations.indexOf(place.size ?? ""),
    ),
    flags: places.map((place) => (place.portrait ? 1 : 0)),
    resolutions: places.flatMap((place) => varint(place.resolutions ?? 0)),
    practices: places.flatMap((place) => varint(place.practices ?? 0)),
    topics: places
      .filter((place) => place.practices)
      .flatMap((place) =>
        [place.topics?.length ?? 0, ...(place.topics ?? []).map((topic) => topics.indexOf(topic))].flatMap(
          varint,
        ),
      ),
    mcount: places.flatMap((place) => varint(place.members?.length ?? 0)),
    mnet: members.flatMap(([slug]) => varint(networkIndex.get(slug))),
    mstatus: members.map(([, status = "member"]) =>
      ["member", "awarded", "observer", "listed", "left"].indexOf(status),
    ),
    jyear: members.map(([, , joined = 0]) => (joined ? Math.floor(joined / 10000) - 1899 : 0)),
    jmonth: members.map(([, , joined = 0]) => Math.floor(joined / 100) % 100),
    jday: members.map(([, , joined = 0]) => joined % 100),
    left: members.filter(([, status]) => status === "left").flatMap(([, , , left = 0]) => varint(left)),
    population: places.flatMap((place) => varint(place.population ?? 0)),
    names: utf8.encode(places.map((place) => place.name).join("\n")),
    slugs: exceptions((place) => place.slug),
    names_en: exceptions((place) => place.names?.en),
    names_de: exceptions((place) => place.names?.de),
  };
  const directory = {};
  let end = 0;
  for (const [name, bytes] of Object.entries(columns)) {
    directory[name] = [end, bytes.length];
    end += bytes.length;
  }
  const header = utf8.encode(
    JSON.stringify({
      format: 1,
      count: places.length,
      edition: "test",
      as_of: "2026-11-21",
      countries,
      regions,
      kinds,
      populations,
      networks: networks.map((network) => ({
        slug: network.slug,
        parent: networkIndex.get(network.parent) ?? -1,
      })),
      topics,
      columns: directory,
    }),
  );
  const bytes = new Uint8Array(8 + header.length + end);
  bytes.set(utf8.encode("SOL1"));
  new DataView(bytes.buffer).setUint32(4, header.length, true);
  bytes.set(header, 8);
  for (const [name, [offset]] of Object.entries(directory))
    bytes.set(columns[name], 8 + header.length + offset);
  return bytes.buffer;
}

function zigzagDeltas(degrees) {
  let previous = 0;
  return degrees.map((degree) => {
    const value = Math.round(degree * 1e5);
    const delta = value - previous;
    previous = value;
    return ((delta << 1) ^ (delta >> 31)) >>> 0;
  });
}

function varint(value) {
  const bytes = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest & 127) | 128);
  }
}

/** A repeatable source of numbers from 0 to 1 (mulberry32). */
export function dice(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

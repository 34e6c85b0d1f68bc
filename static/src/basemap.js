// The basemap: land, lakes, rivers, borders of our own archive, drawn by protomaps-leaflet in the page's colours.
// Only areas and lines are drawn in tiles. Names are handed on (`places`), because they must keep clear of marks and rings,
// which tiles know nothing of. Loaded after the first markers are painted.

import { LineSymbolizer, leafletLayer, PolygonSymbolizer } from "protomaps-leaflet";

const TILE_LEVELS = 7;
const MAX_ZOOM = 12;

export class Basemap {
  #layer;
  #tiles = new Map();
  #arrived;

  /** `arrived()` hears that names of a further tile are there. */
  constructor(map, url, colours, arrived) {
    this.#arrived = arrived;
    this.#layer = leafletLayer({
      url,
      maxDataZoom: TILE_LEVELS,
      maxZoom: MAX_ZOOM,
      paintRules: rules(colours),
      labelRules: [],
      backgroundColor: colours.sea,
      attribution: "",
    });
    this.#layer.on("tileload", ({ coords }) => this.#keepPlaces(coords));
    this.#layer.addTo(map);
  }

  /** Paint again in other colours. */
  recolour(colours) {
    this.#layer.paintRules = rules(colours);
    this.#layer.backgroundColor = colours.sea;
    this.#layer.rerenderTiles();
  }

  /** Named places of the tiles fit for this zoom: {kind, name, name:de, …, pop, capital, z, x, y} on the square of the world. */
  places(zoom) {
    const level = Math.max(0, Math.min(TILE_LEVELS, Math.round(zoom) - 1));
    const found = new Map();
    for (const [key, places] of this.#tiles) {
      if (!key.startsWith(`${level}/`)) continue;
      for (const place of places) found.set(`${place.kind} ${place.name} ${place.x.toFixed(4)}`, place);
    }
    return [...found.values()];
  }

  async #keepPlaces(coords) {
    // The tile was just drawn from these data, so they come from the layer's memory.
    const tile = await this.#layer.views.get("").getDisplayTile(this.#layer._wrapCoords(coords));
    const { z, x, y } = tile.dataTile;
    const key = `${z}/${x}/${y}`;
    if (this.#tiles.has(key)) return;
    const world = 256 * 2 ** tile.z;
    const features = tile.data.get("places") ?? [];
    const places = features.map(({ geom, props }) => ({
      ...props,
      x: (geom[0][0].x * tile.scale + tile.origin.x) / world,
      y: (geom[0][0].y * tile.scale + tile.origin.y) / world,
    }));
    if (this.#tiles.size >= 64) this.#tiles.delete(this.#tiles.keys().next().value);
    this.#tiles.set(key, places);
    if (places.length) this.#arrived();
  }
}

function rules(colours) {
  const border = (kind) => (_zoom, feature) => feature.props.kind === kind;
  return [
    { dataLayer: "earth", symbolizer: new PolygonSymbolizer({ fill: colours.land }) },
    {
      dataLayer: "urban",
      minzoom: 6,
      symbolizer: new PolygonSymbolizer({
        fill: colours.urban,
        opacity: (zoom) => (zoom <= 8 ? 0.4 + 0.15 * (zoom - 6) : Math.max(0.2, 0.7 - 0.18 * (zoom - 8))),
      }),
    },
    { dataLayer: "water", symbolizer: new PolygonSymbolizer({ fill: colours.sea }) },
    {
      dataLayer: "rivers",
      minzoom: 4,
      filter: (zoom, { props }) => props.rank <= zoom,
      symbolizer: new LineSymbolizer({
        color: colours.river,
        perFeature: true,
        lineCap: "round",
        lineJoin: "round",
        width: (zoom, feature) => Math.max(0.4, (zoom - 1) * 0.28 - (feature?.props.rank ?? 5) * 0.1),
      }),
    },
    {
      dataLayer: "boundaries",
      minzoom: 5,
      filter: border("region"),
      symbolizer: new LineSymbolizer({
        color: colours.region,
        width: (zoom) => Math.min(1.2, 0.55 + 0.15 * (zoom - 5)),
      }),
    },
    {
      dataLayer: "boundaries",
      filter: border("disputed"),
      symbolizer: new LineSymbolizer({ color: colours.country, width: 0.8, dash: [2, 3] }),
    },
    {
      dataLayer: "boundaries",
      filter: border("country"),
      symbolizer: new LineSymbolizer({
        color: colours.country,
        lineJoin: "round",
        width: (zoom) => Math.max(0.45, Math.min(1.7, 0.45 + 0.2 * (zoom - 2))),
      }),
    },
  ];
}

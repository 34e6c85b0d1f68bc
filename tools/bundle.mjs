// Bring the browser's files from static/ and the packages to build/static/.
//
//     node tools/bundle.mjs           once, minified
//     node tools/bundle.mjs --watch   again at every change, readable

import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { makeShapes } from "./shapes.mjs";

process.chdir(join(dirname(fileURLToPath(import.meta.url)), ".."));
const watching = process.argv.includes("--watch");
const target = "build/static";

const common = { bundle: true, minify: !watching, logLevel: "warning" };

// The basemap's painter is the heaviest part and comes last. It carries its content's hash, because Django leaves the
// names inside scripts alone (atlas/storage.py).
const basemap = {
  ...common,
  entryPoints: ["static/src/basemap.js"],
  outdir: `${target}/js`,
  entryNames: watching ? "chunks/[name]" : "chunks/[name]-[hash]",
  format: "esm",
  target: "es2022",
  metafile: true,
};

// One file a page: a shared part would be one more request before the page is usable, and saves little.
const modules = (file) => ({
  ...common,
  entryPoints: ["map", "front", "embed", "submit", "point", "review", "desk/member-list", "desk/naming"].map(
    (name) => `static/src/${name}.js`,
  ),
  outdir: `${target}/js`,
  format: "esm",
  target: "es2022",
  plugins: [
    {
      name: "basemap later",
      setup(build) {
        build.onResolve({ filter: /^\.\/basemap\.js$/ }, () => ({ path: file, external: true }));
      },
    },
  ],
});

// On every page before its first paint, and with the map page's: no modules, which wait for the whole document.
const early = {
  ...common,
  entryPoints: ["page", "picture"].map((name) => `static/src/${name}.js`),
  outdir: `${target}/js`,
  format: "iife",
  target: "es2022",
};

const styles = {
  ...common,
  entryPoints: ["site", "map", "embed", "submit", "point", "review", "desk"].map(
    (name) => `static/styles/${name}.css`,
  ),
  outdir: `${target}/css`,
  // Fonts and pictures are files of their own, addressed from css/: url(../fonts/…), url(../icons/…).
  external: ["../fonts/*", "../icons/*", "../leaflet/*"],
  // Old enough for what the sheets use (light-dark, nesting); esbuild must not rewrite them.
  target: ["chrome123", "firefox120", "safari17.5"],
};

/** The font files that the style sheets name, from whichever package holds them. */
async function copyFonts() {
  await mkdir(`${target}/fonts`, { recursive: true });
  const packages = "node_modules/@fontsource-variable";
  const sheet = await readFile("static/styles/fonts.css", "utf8");
  const named = sheet.matchAll(/url\("\.\.\/fonts\/([^"]+)"\)/g);
  const families = await readdir(packages);
  for (const [, file] of named) {
    const family = families.find((name) => file.startsWith(name));
    await cp(join(packages, `${family}/files`, file), join(target, "fonts", file));
  }
}

/** Leaflet 1.9.4 under the names of django-leaflet's tags, which would bring 1.9.3. */
async function copyLeaflet() {
  const from = "node_modules/leaflet/dist";
  await cp(join(from, "images"), `${target}/leaflet/images`, { recursive: true });
  await cp(join(from, "leaflet.css"), `${target}/leaflet/leaflet.css`);
  for (const file of ["leaflet.js", "leaflet-src.js"]) {
    const script = await readFile(join(from, file), "utf8");
    // The map of the source is not served, so nobody should look for it.
    await writeFile(join(target, "leaflet", file), script.replace(/\n\/\/# sourceMappingURL=.*/, ""));
  }
}

if (!watching) await rm(target, { recursive: true, force: true });
await Promise.all([copyFonts(), copyLeaflet(), makeShapes("build/shapes.json")]);
try {
  const { metafile } = await esbuild.build(basemap);
  const [painter] = Object.keys(metafile.outputs).map((path) => `./${relative(`${target}/js`, path)}`);
  const bundles = [modules(painter), early, styles];
  if (watching) {
    for (const options of [basemap, ...bundles]) await (await esbuild.context(options)).watch();
  } else {
    await Promise.all(bundles.map((options) => esbuild.build(options)));
  }
} catch {
  process.exitCode = 1; // esbuild has said what is wrong
}

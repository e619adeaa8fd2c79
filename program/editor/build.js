// Bundles editor.js and what it uses of CodeMirror into one module: `node build.js [FOLDER]`, after `npm ci`. Writes into the
// folder (`dist` beside this file, unless one is named) editor.js and LICENSES.txt, the licences of all that is in it.

import { build, transform } from "esbuild";
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = dirname(fileURLToPath(import.meta.url));
const OUT = resolve(process.argv[2] ?? join(HERE, "dist"));

// A style sheet is imported as its text, for a constructed sheet in the shadow root.
const styleAsText = {
  name: "style-as-text",
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, "utf8"), { loader: "css", minify: true });
      return { contents: code, loader: "text" };
    });
  },
};

// The folders of the packages of which something is in the bundle.
const packagesOf = ({ outputs }) => {
  const folders = new Set();
  for (const { inputs } of Object.values(outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];
      if (folder && bytesInOutput > 0) folders.add(join(HERE, folder));
    }
  }
  return [...folders].sort();
};

const licenceOf = async (folder) => {
  const { name, version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  if (!file) throw new Error(`${name} has no file with its licence`);
  return `${name} ${version} (${license})\n\n${(await readFile(join(folder, file), "utf8")).trim()}\n`;
};

const { metafile } = await build({
  absWorkingDir: HERE,
  entryPoints: ["editor.js"],
  outfile: join(OUT, "editor.js"),
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  charset: "utf8",
  legalComments: "none", // all are in LICENSES.txt
  metafile: true,
  logLevel: "warning",
  plugins: [styleAsText],
});
await mkdir(OUT, { recursive: true });
const licences = await Promise.all(packagesOf(metafile).map(licenceOf));
await writeFile(join(OUT, "LICENSES.txt"), `The editor of Futurescope contains:\n\n${licences.join("\n\n")}`);

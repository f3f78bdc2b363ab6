// The commands, bundled once for all starts of them: Node.js reads each file on its own, and tsx translates each again. What is
// prepared is used as long as no file that it was made of has changed; it lies in .cache/, which may be deleted at any time.
import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const PROJECT = fileURLToPath(new URL("..", import.meta.url));
const FOLDER = join(PROJECT, ".cache/commands");
const MANIFEST = join(FOLDER, "manifest.json");

// A command that runs for days, such as `local`, may load a part of what it was started with late. A folder has some 6 MB.
const KEPT_DAYS = 7;
const KEPT = 20;

/**
 * The URL of the main module, bundled now if need be; nothing if it cannot be bundled or kept, as in a checkout that is
 * read-only or has a mistake in its syntax. Whoever is answered nothing goes by the sources, and has the mistake told there.
 *
 * @returns {Promise<string | undefined>}
 */
export async function preparedMain() {
  try {
    return pathToFileURL(join(FOLDER, fresh() ?? (await prepare()), "main.js")).href;
  } catch {
    return undefined;
  }
}

/** The name of the folder of what was prepared of these very files, if there is one. */
function fresh() {
  let manifest;
  try {
    manifest = JSON.parse(readFileSync(MANIFEST, "utf8"));
  } catch {
    return undefined;
  }
  if (manifest.project !== PROJECT) return undefined;
  return manifest.files.every(([file, version]) => versionOf(file) === version) ? manifest.folder : undefined;
}

function versionOf(file) {
  const { mtimeMs, size } = statSync(join(PROJECT, file), { throwIfNoEntry: false }) ?? {};
  return `${mtimeMs} ${size}`;
}

/** Two may do so at once: each makes a folder of its own, and the last to end names its own in the manifest. */
async function prepare() {
  const { build } = await import("esbuild");
  const started = Date.now();
  const folder = `${started}-${process.pid}`;
  const outdir = join(FOLDER, folder);
  const { metafile } = await build({
    absWorkingDir: PROJECT,
    entryPoints: { main: "cli/main.ts" },
    outdir,
    bundle: true,
    splitting: true,
    packages: "external",
    format: "esm",
    platform: "node",
    target: "node20",
    sourcemap: true,
    sourcesContent: false,
    metafile: true,
    logLevel: "silent",
    plugins: [placesOfSources, grammar],
  });
  const inputs = [...Object.keys(metafile.inputs), relative(PROJECT, fileURLToPath(import.meta.url))];
  const files = inputs.map((file) => [file, versionBefore(started, file)]);
  writeFileSync(join(outdir, "manifest.json"), JSON.stringify({ project: PROJECT, folder, files }));
  renameSync(join(outdir, "manifest.json"), MANIFEST);
  removeOld(folder);
  return folder;
}

/** Of a file that was written to since, nobody knows what was read of it: its version is like no other. */
function versionBefore(started, file) {
  return statSync(join(PROJECT, file)).mtimeMs < started ? versionOf(file) : "unknown";
}

/** A module finds the files beside its source by import.meta.url. */
const placesOfSources = {
  name: "places-of-sources",
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const text = readFileSync(path, "utf8");
      if (!text.includes("import.meta.url")) return undefined;
      const contents = text.replaceAll("import.meta.url", JSON.stringify(pathToFileURL(path).href));
      return { contents, loader: "ts", resolveDir: dirname(path) };
    });
  },
};

/** Files of this package import each other without extensions, so that Node.js does not find them. Others are not bundled. */
const grammar = {
  name: "grammar",
  setup({ onResolve }) {
    const { resolve: fileOf } = createRequire(import.meta.url);
    onResolve({ filter: /^dt-sql-parser\// }, ({ path }) => ({ path: fileOf(path) }));
  },
};

function removeOld(current) {
  const longAgo = Date.now() - KEPT_DAYS * 24 * 60 * 60 * 1000;
  const made = (name) => Number.parseInt(name, 10);
  const others = readdirSync(FOLDER).filter((name) => made(name) > 0 && name !== current);
  others.sort((one, other) => made(other) - made(one));
  const old = others.filter((name, rank) => rank >= KEPT || made(name) < longAgo);
  for (const name of old) rmSync(resolve(FOLDER, name), { recursive: true, force: true });
}

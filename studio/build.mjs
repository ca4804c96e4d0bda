// Builds the page into lmrules/studio/static (or the folder named as argument): one script, one style sheet,
// the page itself, and the licences of what is bundled. The same sources give the same bytes.
import { build } from "esbuild";
import { copyFile, mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2] ?? join(here, "../lmrules/studio/static");

await mkdir(out, { recursive: true });
const script = await build({
  absWorkingDir: here,
  entryPoints: { app: "src/main.ts" },
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  charset: "utf8",
  legalComments: "none",
  metafile: true,
  outdir: out,
  logLevel: "warning",
});
await build({
  absWorkingDir: here,
  entryPoints: { app: "style/app.css" },
  bundle: true,
  minify: true,
  charset: "utf8",
  target: "es2022",
  outdir: out,
  logLevel: "warning",
});
for (const name of ["index.html", "icon.svg"]) await copyFile(join(here, name), join(out, name));
await writeFile(join(out, "LICENSES.txt"), await licences(Object.keys(script.metafile.inputs)));

/** The licence text of every package that the bundle has a file of. */
async function licences(inputs) {
  const packages = new Set(inputs.map((file) => file.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1]).filter(Boolean));
  const texts = [];
  for (const name of [...packages].sort()) {
    const folder = join(here, "node_modules", name);
    const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
    if (!file) throw new Error(`${relative(here, folder)} has no licence file`);
    texts.push(`${name}\n\n${(await readFile(join(folder, file), "utf8")).trim()}\n`);
  }
  return `The script of the page contains these packages.\n\n${texts.join("\n----\n\n")}`;
}

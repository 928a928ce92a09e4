// Measures the scripts of pages, minified and compressed as a server would send them, and holds them against baseline.json: what is larger than it says
// there is an error. With --accept what is measured becomes the new baseline.
import { build } from "esbuild";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const root = new URL("../../", import.meta.url);
const baseline = new URL("size/baseline.json", root);

async function measure(page: string): Promise<number> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`pages/${page}.js`, import.meta.url))],
    absWorkingDir: fileURLToPath(root),
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    write: false,
  });
  return gzipSync(outputFiles[0]!.contents, { level: 9 }).length;
}

const allowed = JSON.parse(readFileSync(baseline, "utf8")) as Record<string, number>;
const found: Record<string, number> = {};
for (const [page, most] of Object.entries(allowed)) {
  const size = (found[page] = await measure(page));
  console.log(`${page}: ${size} bytes, minified and gzip -9; at most ${most}`);
  process.exitCode = size > most ? 1 : (process.exitCode ?? 0);
}
if (process.argv.includes("--accept")) {
  writeFileSync(baseline, `${JSON.stringify(found, undefined, 2)}\n`);
  process.exitCode = 0;
}

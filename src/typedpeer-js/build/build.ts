// The last step of a build: shortens the names that only the package itself knows, in all that the compiler has written, tests included, so that what they test
// is what is published. A page's script is smaller for it; source maps lead back to the names as they are written.
import { build, transform, type TransformOptions } from "esbuild";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { internalNames } from "./internal-names.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const compiled = join(root, "obj");
const target = join(root, "dist");

/** What the compiler knows of the sources. */
function readProgram(): ts.Program {
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile) as { config: unknown };
  const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  return ts.createProgram(fileNames, options);
}

/** Which name becomes which, the most frequent the shortest. None is one that anybody writes by hand. */
async function shortNames(): Promise<Record<string, string | false>> {
  const program = readProgram();
  const entries = ["index", "contract"].map((name) => join(root, "src", `${name}.ts`));
  const isOwn = (file: ts.SourceFile): boolean => file.fileName.startsWith(join(root, "src/"));
  const names = internalNames(program, isOwn, entries.map((entry) => program.getSourceFile(entry)!));
  const { mangleCache } = await build({
    entryPoints: entries.map((entry) => entry.replace(root, `${compiled}/`).replace(/ts$/, "js")),
    bundle: true, write: false, outdir: target, format: "esm", mangleProps: new RegExp(`^(${names.join("|")})$`), mangleCache: {},
  });
  return Object.fromEntries(Object.entries(mangleCache!).map(([name, short]) => [name, short === false ? false : `${short as string}_`]));
}

async function shorten(file: string, options: TransformOptions): Promise<void> {
  const path = join(compiled, file);
  const map = readFileSync(`${path}.map`).toString("base64");
  const code = readFileSync(path, "utf8").replace(/\/\/# sourceMappingURL=.*\s*$/, `//# sourceMappingURL=data:application/json;base64,${map}\n`);
  const made = await transform(code, { ...options, sourcefile: file.split("/").at(-1)! });
  write(join(target, file), `${made.code}//# sourceMappingURL=${file.split("/").at(-1)!}.map\n`);
  write(join(target, `${file}.map`), made.map);
}

/** Writes a file where it differs: others may be reading it. */
function write(path: string, text: string): void {
  if (existsSync(path) && readFileSync(path, "utf8") === text) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** The modules of a folder that stand for sources which there are. */
const modules = (folder: string): string[] => readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
  file.endsWith(".js") && existsSync(join(root, file.replace(/js$/, "ts"))));

const mangleCache = await shortNames();
const names = Object.keys(mangleCache);
const options: TransformOptions = {
  format: "esm", target: "es2022", sourcemap: "external", sourcesContent: false, mangleProps: new RegExp(`^(${names.join("|")})$`), mangleCache,
};
const files = modules(compiled);
for (const file of files) await shorten(file, options);
// What was compiled of sources that are gone.
for (const file of readdirSync(target, { recursive: true, encoding: "utf8" })) {
  if (/\.(js|d\.ts)(\.map)?$/.test(file) && !existsSync(join(root, file.replace(/\.(js|d\.ts)(\.map)?$/, ".ts")))) rmSync(join(target, file));
}

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");
const manifest = JSON.parse(read("package.json")) as { version: string; dependencies?: object; license: string; sideEffects: boolean; type: string };

test("the package has the version of the NuGet packages", () => {
  assert.equal(manifest.version, /<Version>(.*)<\/Version>/.exec(read("../../Directory.Build.props"))?.[1]);
});

test("the package is a module without dependencies, whose parts a bundler may leave out", () => {
  assert.equal(manifest.dependencies, undefined);
  assert.equal(manifest.sideEffects, false);
  assert.equal(manifest.type, "module");
  assert.equal(read("LICENSE"), read("../../LICENSE"));
});

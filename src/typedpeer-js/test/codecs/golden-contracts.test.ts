import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { decode, encode, fromHex, readVectors, toHex } from "./bytes.js";
import { codecOf } from "./golden-codecs.js";

const vectors = new Map([...readVectors("memorypack.tsv"), ...readVectors("memorypack-more.tsv")]);

// Which method of which contract takes the value: .NET holds the file to its own tests.
const cases = readFileSync(new URL("../../../test/emitted/golden-cases.tsv", import.meta.url), "utf8").trimEnd().split("\n").map(line => line.split("\t") as [string, string, string]);

test("the golden bytes are read by emitted codecs to a value that is written as the same bytes", () => {
  assert.ok(cases.length > 200);
  for (const [name, contract, method] of cases) {
    const codec = codecOf(contract, method);
    const bytes = vectors.get(name)!;
    assert.equal(toHex(encode(codec, decode(codec, fromHex(bytes)))), bytes, name);
  }
});

test("golden bytes cut short are refused by emitted codecs", () => {
  for (const [name, contract, method] of cases) {
    const codec = codecOf(contract, method);
    const bytes = fromHex(vectors.get(name)!);
    for (let length = 0; length < Math.min(bytes.length, 200); length++) {
      assert.throws(() => decode(codec, bytes.subarray(0, length)), { name: "PeerDataError" }, `${name} cut to ${length}`);
    }
  }
});

import assert from "node:assert/strict";
import test from "node:test";
import * as $ from "typedpeer/contract";
import { decode, encode, fromHex, readVectors, toHex } from "./bytes.js";

interface Person {
  name: string | null;
  age: number;
}

const PersonCodec = $.object<Person>("Person", { name: $.nullable($.string), age: $.int32 });

const cases: [string, $.Codec<any>, unknown][] = [
  ["int 123456", $.int32, 123456],
  ["long -1", $.int64, -1n],
  ["bool true", $.bool, true],
  ["string hello", $.string, "hello"],
  ["string empty", $.string, ""],
  ["string null", $.nullable($.string), null],
  ["string emoji", $.string, "héllo 🌍"],
  ["byte[] 1,2,3", $.bytes, Uint8Array.of(1, 2, 3)],
  ["byte[] null", $.nullable($.bytes), null],
  ["List<string> a,b", $.list($.string), ["a", "b"]],
  ["Dictionary<string,int> a=1,b=2", $.map($.string, $.int32), new Map([["a", 1], ["b", 2]])],
  ["int? null", $.nullable($.int32), null],
  ["int? 7", $.nullable($.int32), 7],
  ["Person(Ada,36)", PersonCodec, { name: "Ada", age: 36 }],
  ["Person null", $.nullable(PersonCodec), null],
];

test("a value is written as the golden bytes, which are read to the same value", () => {
  const vectors = readVectors("memorypack.tsv");
  for (const [name, codec, value] of cases) {
    const golden = vectors.get(name);
    assert.ok(golden !== undefined, name);
    assert.equal(toHex(encode(codec, value)), golden, name);
    assert.deepEqual(decode(codec, fromHex(golden)), value, name);
  }
});

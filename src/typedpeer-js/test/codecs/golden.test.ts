import assert from "node:assert/strict";
import test from "node:test";
import * as $ from "typedpeer/contract";
import { decode, encode, fromHex, readVectors, toHex } from "./bytes.js";
import * as types from "./golden-types.js";

type Case = [name: string, codec: $.Codec<any>, value: unknown];

const scalars: Case[] = [
  ["int 123456", $.int32, 123456],
  ["long -1", $.int64, -1n],
  ["sbyte -1", $.int8, -1],
  ["ushort 65535", $.uint16, 65535],
  ["uint max", $.uint32, 4294967295],
  ["byte max", $.uint8, 255],
  ["short min", $.int16, -32768],
  ["int min", $.int32, -2147483648],
  ["long min", $.int64, -(2n ** 63n)],
  ["ulong max", $.uint64, 2n ** 64n - 1n],
  ["float smallest", $.float32, 2 ** -149],
  ["float infinity", $.float32, -Infinity],
  ["double minus zero", $.float64, -0],
  ["double max", $.float64, Number.MAX_VALUE],
  ["double NaN", $.float64, NaN],
  ["bool true", $.bool, true],
  ["char last", $.char, "\uffff"],
  ["Half 1.5", $.float16, 1.5],
  ["Half NaN", $.float16, NaN],
  ["Int128 5", $.int128, 5n],
  ["Int128 min", $.int128, -(2n ** 127n)],
  ["UInt128 5", $.uint128, 5n],
  ["UInt128 max", $.uint128, 2n ** 128n - 1n],
  ["Rune", $.rune, "é"],
  ["Rune last", $.rune, "\u{10ffff}"],
  ["decimal 1.50", $.decimal, $.Decimal.from("1.50")],
  ["decimal max", $.decimal, $.Decimal.from("79228162514264337593543950335")],
  ["decimal min", $.decimal, $.Decimal.from("-79228162514264337593543950335")],
  ["decimal smallest", $.decimal, $.Decimal.from("1e-28")],
  ["decimal minus zero", $.decimal, new $.Decimal(0n, 0, true)],
  ["DateTime utc", $.dateTime, $.DateTime.fromDate(new Date("2026-11-21T01:02:03Z"))],
  ["DateTime min", $.dateTime, new $.DateTime(0n)],
  ["DateTime max utc", $.dateTime, new $.DateTime(3155378975999999999n, "utc")],
  ["DateTimeOffset +02", $.dateTimeOffset, $.DateTimeOffset.fromDate(new Date("2026-11-21T01:02:03+02:00"), 120)],
  ["DateTimeOffset min", $.dateTimeOffset, new $.DateTimeOffset(0n)],
  ["DateTimeOffset max", $.dateTimeOffset, new $.DateTimeOffset(3155378975999999999n)],
  ["DateTimeOffset -14:00", $.dateTimeOffset, $.DateTimeOffset.fromDate(new Date("2026-11-21T01:02:03-14:00"), -840)],
  ["TimeSpan 90s", $.duration, $.Duration.fromSeconds(90)],
  ["TimeSpan min", $.duration, new $.Duration(-(2n ** 63n))],
  ["DateOnly max", $.dateOnly, $.DateOnly.parse("9999-12-31")],
  ["TimeOnly max", $.timeOnly, $.TimeOnly.parse("23:59:59.9999999")],
  ["Guid", $.guid, "00112233-4455-6677-8899-aabbccddeeff"],
  ["Guid empty", $.guid, "00000000-0000-0000-0000-000000000000"],
  ["string hello", $.string, "hello"],
  ["string empty", $.string, ""],
  ["string null", $.nullable($.string), null],
  ["string emoji", $.string, "héllo 🌍"],
  ["string of 200", $.string, "y".repeat(200)],
  ["string with a zero", $.string, "a\0b"],
  ["string of three bytes each", $.string, "日本語"],
  ["string of pairs", $.string, "🌍🌍"],
  ["Version 1.2", $.version, "1.2"],
  ["Version 1.2.3.4", $.version, "1.2.3.4"],
  ["Version null", $.nullable($.version), null],
  ["Uri", $.uri, "https://example.org/a?b=c"],
  ["Uri relative", $.uri, "/a/b"],
  ["Vector3", $.vector3, { x: 1, y: -2, z: 3.5 }],
  ["Matrix3x2", $.matrix3x2, { m11: 1, m12: 2, m21: 3, m22: 4, m31: 5, m32: 6 }],
  ["Complex", $.complex, { real: 1, imaginary: -2 }],
];

const composed: Case[] = [
  ["byte[] 1,2,3", $.bytes, Uint8Array.of(1, 2, 3)],
  ["byte[] null", $.nullable($.bytes), null],
  ["List<int> 1,2", $.list($.int32), [1, 2]],
  ["List<string> a,b", $.list($.string), ["a", "b"]],
  ["string?[]", $.list($.nullable($.string)), ["a", null, ""]],
  ["List<List<int>>", $.list($.list($.int32)), [[1], [], [2, 3]]],
  ["Dictionary<string,int> a=1,b=2", $.map($.string, $.int32), new Map([["a", 1], ["b", 2]])],
  ["Dictionary<int,List<string>>", $.map($.int32, $.list($.string)), new Map([[7, ["a", "b"]], [8, []]])],
  ["Stack push 1,2,3", $.list($.int32), [1, 2, 3]],
  ["HashSet<string>", $.set($.string), new Set(["a", "b"])],
  ["int? null", $.nullable($.int32), null],
  ["int? 7", $.nullable($.int32), 7],
  ["short? 5", $.nullable($.int16), 5],
  ["bool? true", $.nullable($.bool), true],
  ["Guid? value", $.nullable($.guid), "00112233-4455-6677-8899-aabbccddeeff"],
  ["decimal? 1.5", $.nullable($.decimal), $.Decimal.from(1.5)],
  ["TimeSpan?[]", $.list($.nullable($.duration)), [null, new $.Duration(1n)]],
  ["int[,] 2x2", $.grid(2, $.int32), { lengths: [2, 2], items: [1, 2, 3, 4] }],
  ["int[,] empty", $.grid(2, $.int32), { lengths: [0, 3], items: [] }],
  ["int[,] null", $.nullable($.grid(2, $.int32)), null],
  ["ValueTuple(1,a)", $.tuple($.int32, $.string), [1, "a"]],
  ["(string,int,string)", $.tuple($.string, $.int32, $.string), ["a", 2, "c"]],
  ["Tuple<int,string>", $.objectTuple($.int32, $.string), [1, "t"]],
  ["Tuple null", $.nullable($.objectTuple($.int32, $.string)), null],
  ["KeyValuePair(a,1)", $.pair($.string, $.int32), ["a", 1]],
  ["KeyValuePair<byte,long>", $.pair($.uint8, $.int64), [1, 2n]],
  ["KeyValuePair<int,string?>", $.pair($.int32, $.nullable($.string)), [1, null]],
  ["Person(Ada,36)", types.Person, { name: "Ada", age: 36 }],
  ["Person null", $.nullable(types.Person), null],
  ["MStruct? value", $.nullableStruct(types.MStruct), { s: "s", i: 4 }],
  ["MStruct? null", $.nullableStruct(types.MStruct), null],
  ["PointU unmanaged struct", types.PointU, { x: 1, y: 2.5 }],
  ["PadU unmanaged padded", types.PadU, { a: 1, b: 2, c: 3 }],
  ["PadU? null", $.nullable(types.PadU), null],
  ["PadU?", $.nullable(types.PadU), { a: 1, b: 2, c: 3 }],
  ["NestU", types.NestU, { a: 1, p: { x: 2, y: 3 } }],
  ["DeepU", types.DeepU, { a: 1, n: { a: 2, p: { x: 3, y: 4 } }, b: true }],
  ["Union Circle(2)", types.Shape, { $type: "Circle", r: 2 }],
  ["Union Square(3,n)", types.Shape, { $type: "Square", side: 3, note: "n" }],
  ["Union null", $.nullable(types.Shape), null],
  ["IWide tag 300", types.Wide, { $type: "WideB", y: "y" }],
  ["Union tag 250", types.Wide, { $type: "WideA", x: 1 }],
  ["Tolerant v1", types.TolV1, { a: 1, b: "b" }],
  ["Tolerant v2", types.TolV2, { a: 1, b: "b", c: 9 }],
  ["Tolerant gap (order 0 and 2)", types.TolGap, { a: 1, c: 3 }],
  ["Tolerant long member", types.TolLong, { s: "x".repeat(200) }],
  ["Tolerant null", $.nullable(types.TolV1), null],
];

function check(cases: Case[]): void {
  const vectors = new Map([...readVectors("memorypack.tsv"), ...readVectors("memorypack-more.tsv")]);
  for (const [name, codec, value] of cases) {
    const golden = vectors.get(name);
    assert.ok(golden !== undefined, name);
    assert.equal(toHex(encode(codec, value)), golden, name);
    assert.deepEqual(decode(codec, fromHex(golden)), value, name);
  }
}

test("a scalar is written as the golden bytes, which are read to the same value", () => {
  check(scalars);
});

test("a composed value is written as the golden bytes, which are read to the same value", () => {
  check(composed);
});

test("a string in the UTF-16 form is read", () => {
  const vectors = readVectors("memorypack-more.tsv");
  assert.equal(decode($.string, fromHex(vectors.get("UTF-16: hello")!)), "hello");
  assert.equal(decode($.string, fromHex(vectors.get("UTF-16: emoji")!)), "héllo 🌍");
});

test("a new member of a tolerant type is skipped by the old side, and absent for the new", () => {
  const newer = encode(types.TolV2, { a: 1, b: "b", c: 9 });
  assert.deepEqual(decode(types.TolV1, newer), { a: 1, b: "b" });
  const older = encode(types.TolV1, { a: 1, b: null });
  assert.deepEqual(decode(types.TolV2, older), { a: 1, b: null });
  assert.deepEqual(decode(types.TolV2, encode(types.TolV2, { b: "only" })), { b: "only" });
});

test("a whole number of any size is written in as few bytes as .NET takes", () => {
  for (const [value, bytes] of [
    [0n, "0100000000"], [-1n, "01000000FF"], [127n, "010000007F"], [128n, "020000008000"], [-128n, "0100000080"], [-129n, "020000007FFF"], [255n, "02000000FF00"],
    [256n, "020000000001"], [-32768n, "020000000080"], [32768n, "03000000008000"], [2n ** 70n, "09000000000000000000000040"],
  ] as const) {
    assert.equal(toHex(encode($.bigInteger, value)), bytes, String(value));
    assert.equal(decode($.bigInteger, fromHex(bytes)), value);
  }
  assert.equal(decode($.bigInteger, fromHex("00000000")), 0n);
});

test("bits are written eight to a byte, and what lies behind the last is refused", () => {
  const bits = $.BitArray.from([true, false, true, false, false, false, false, false, true]);
  assert.equal(toHex(encode($.bits, bits)), "090000000501");
  assert.deepEqual([...decode($.bits, fromHex("090000000501"))], [...bits]);
  assert.throws(() => decode($.bits, fromHex("090000000503")), $.PeerDataError);
});

test("keys that .NET takes for one are refused", () => {
  const twice = (codec: $.Codec<any>, a: unknown, b: unknown): void => {
    const bytes = encode($.list($.pair(codec, $.string)), [[a, "a"], [b, "b"]]);
    assert.throws(() => decode($.entries(codec, $.string), bytes), /same key twice/);
  };
  twice($.decimal, $.Decimal.from("1.5"), $.Decimal.from("1.50"));
  twice($.dateTimeOffset, new $.DateTimeOffset(864000000000n, 60), new $.DateTimeOffset(864000000000n, -60));
  twice($.duration, new $.Duration(1n), new $.Duration(1n));
  const dates = $.items($.dateOnly);
  assert.throws(() => decode(dates, encode(dates, [new $.DateOnly(5), new $.DateOnly(5)])), /same key twice/);
});

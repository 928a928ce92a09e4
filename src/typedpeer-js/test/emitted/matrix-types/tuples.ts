// Written by TypedPeer for the contracts of Sample. Changes made here are lost when it is built again.

import * as $ from "typedpeer/contract";

/** Tuples and pairs. */
export interface ITuples {
  m01(value: [number, string], options?: $.CallOptions): Promise<[number, string]>;
  m02(value: [number, string | null], options?: $.CallOptions): Promise<[number, string | null]>;
  m03(value: [number, bigint] | null, options?: $.CallOptions): Promise<[number, bigint] | null>;
  m04(value: [number, [boolean, number[] | null]], options?: $.CallOptions): Promise<[number, [boolean, number[] | null]]>;
  m05(
    value: [number, number, number, number, number, number, number, number, number],
    options?: $.CallOptions,
  ): Promise<[number, number, number, number, number, number, number, number, number]>;
  m06(
    value: [number, string | null, number, number, number, number, number, string | null, number],
    options?: $.CallOptions,
  ): Promise<[number, string | null, number, number, number, number, number, string | null, number]>;
  m07(value: [number], options?: $.CallOptions): Promise<[number]>;
  m08(value: [number, string | null], options?: $.CallOptions): Promise<[number, string | null]>;
  m09(value: [number] | null, options?: $.CallOptions): Promise<[number] | null>;
  m10(value: [string, number], options?: $.CallOptions): Promise<[string, number]>;
  m11(value: [number, bigint] | null, options?: $.CallOptions): Promise<[number, bigint] | null>;
  m12(value: [number, number][], options?: $.CallOptions): Promise<[number, number][]>;
  m13(value: [number, number | null], options?: $.CallOptions): Promise<[number, number | null]>;
  m14(value: [number, boolean | null] | null, options?: $.CallOptions): Promise<[number, boolean | null] | null>;
}

export const ITuples: $.PeerContract<ITuples> = /* @__PURE__ */ $.contract<ITuples>("Matrix.ITuples", 0x91305942c4cae74an, 0x86667415e34bafd9n, () => ({
  methods: [
    {
      name: "m01",
      signature: "M01((int, string))",
      id: 0x274dca2fe02a6b3fn,
      shape: 0xab271712c89b5127n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.tuple($.int32, $.string) }],
      result: $.tuple($.int32, $.string),
    },
    {
      name: "m02",
      signature: "M02((int A, string B))",
      id: 0xe45415b09b8e0c1bn,
      shape: 0xab271712c89b5127n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.tuple($.int32, $.nullable($.string)) }],
      result: $.tuple($.int32, $.nullable($.string)),
    },
    {
      name: "m03",
      signature: "M03((int, long)?)",
      id: 0x75970fe422a0d3c0n,
      shape: 0x5068c06e9b8b3fa8n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.nullableStruct($.tuple($.int32, $.int64)) }],
      result: $.nullableStruct($.tuple($.int32, $.int64)),
    },
    {
      name: "m04",
      signature: "M04((int A, (bool B, List<int> C) D))",
      id: 0x87169c57cb912c0bn,
      shape: 0x025e5f1983cbb505n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.tuple($.int32, $.tuple($.bool, $.nullable($.list($.int32)))) }],
      result: $.tuple($.int32, $.tuple($.bool, $.nullable($.list($.int32)))),
    },
    {
      name: "m05",
      signature: "M05((int, int, int, int, int, int, int, int, int))",
      id: 0xdce8c8b5d9701b8bn,
      shape: 0x2d30f45db3f35e19n,
      kind: "unary",
      parameters: [
        { name: "value", kind: "value", codec: $.tuple($.int32, $.int32, $.int32, $.int32, $.int32, $.int32, $.int32, $.int32, $.int32) },
      ],
      result: $.tuple($.int32, $.int32, $.int32, $.int32, $.int32, $.int32, $.int32, $.int32, $.int32),
    },
    {
      name: "m06",
      signature: "M06((int A, string B, int C, int D, int E, int F, int G, string H, int class))",
      id: 0xddf74f366268f259n,
      shape: 0x2f4cac9930998dccn,
      kind: "unary",
      parameters: [
        { name: "value", kind: "value", codec: $.tuple($.int32, $.nullable($.string), $.int32, $.int32, $.int32, $.int32, $.int32, $.nullable($.string), $.int32) },
      ],
      result: $.tuple($.int32, $.nullable($.string), $.int32, $.int32, $.int32, $.int32, $.int32, $.nullable($.string), $.int32),
    },
    {
      name: "m07",
      signature: "M07(ValueTuple<int>)",
      id: 0x6d0bdf57e50a2de9n,
      shape: 0x21c1e0d350e4b15bn,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.tuple($.int32) }],
      result: $.tuple($.int32),
    },
    {
      name: "m08",
      signature: "M08(Tuple<int, string>)",
      id: 0xfca32f2f2add2446n,
      shape: 0x7389a25e88449dbdn,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.objectTuple($.int32, $.nullable($.string)) }],
      result: $.objectTuple($.int32, $.nullable($.string)),
    },
    {
      name: "m09",
      signature: "M09(Tuple<int>)",
      id: 0x526726db4d78dcdcn,
      shape: 0xf58e52e5b06bea0an,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.nullable($.objectTuple($.int32)) }],
      result: $.nullable($.objectTuple($.int32)),
    },
    {
      name: "m10",
      signature: "M10(KeyValuePair<string, int>)",
      id: 0x9e64d6bc8bc4beedn,
      shape: 0x0baefdaa239e4e76n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.pair($.string, $.int32) }],
      result: $.pair($.string, $.int32),
    },
    {
      name: "m11",
      signature: "M11(KeyValuePair<int, long>?)",
      id: 0x1c3deca4bcfc6136n,
      shape: 0xd9c6b42375ca53d7n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.nullable($.pair($.int32, $.int64)) }],
      result: $.nullable($.pair($.int32, $.int64)),
    },
    {
      name: "m12",
      signature: "M12(KeyValuePair<int, int>[])",
      id: 0xed45b9cbb5d915e9n,
      shape: 0x1f59f0f5899e83fbn,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.pair($.int32, $.int32)) }],
      result: $.list($.pair($.int32, $.int32)),
    },
    {
      name: "m13",
      signature: "M13(KeyValuePair<int, int?>)",
      id: 0xe870e25dbd5682d8n,
      shape: 0xdb87533230bdecebn,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.pair($.int32, $.nullable($.int32)) }],
      result: $.pair($.int32, $.nullable($.int32)),
    },
    {
      name: "m14",
      signature: "M14(KeyValuePair<int, bool?>?)",
      id: 0x67c8c6a08ec64e70n,
      shape: 0xaaaf7e9c8de4b9d8n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.nullable($.pair($.int32, $.nullable($.bool))) }],
      result: $.nullable($.pair($.int32, $.nullable($.bool))),
    },
  ],
}));

// Written by TypedPeer for the contracts of Sample. Changes made here are lost when it is built again.

import * as $ from "typedpeer/contract";

/** Immutable and frozen collections. */
export interface IImmutables {
  m01(value: number[], options?: $.CallOptions): Promise<number[]>;
  m02(value: (string | null)[] | null, options?: $.CallOptions): Promise<(string | null)[] | null>;
  m03(value: number[], options?: $.CallOptions): Promise<number[]>;
  m04(value: number[], options?: $.CallOptions): Promise<number[]>;
  m05(value: number[], options?: $.CallOptions): Promise<number[]>;
  m06(value: Set<number>, options?: $.CallOptions): Promise<Set<number>>;
  m07(value: Set<number>, options?: $.CallOptions): Promise<Set<number>>;
  m08(value: Map<string, number>, options?: $.CallOptions): Promise<Map<string, number>>;
  m09(value: Map<string, number>, options?: $.CallOptions): Promise<Map<string, number>>;
  m10(value: Set<number>, options?: $.CallOptions): Promise<Set<number>>;
  m11(value: Map<string, number> | null, options?: $.CallOptions): Promise<Map<string, number> | null>;
}

export const IImmutables: $.PeerContract<IImmutables> = /* @__PURE__ */ $.contract<IImmutables>("Matrix.IImmutables", 0xee9ad3e37831df96n, 0x8807577799d11835n, () => ({
  methods: [
    {
      name: "m01",
      signature: "M01(ImmutableArray<int>)",
      id: 0xf8727aae3e2dfaecn,
      shape: 0xfa491d68e6777174n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.int32) }],
      result: $.list($.int32),
    },
    {
      name: "m02",
      signature: "M02(ImmutableArray<string>?)",
      id: 0x1a9bddf15bf42fccn,
      shape: 0x042b23a9350a19c1n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.nullableStruct($.list($.nullable($.string))) }],
      result: $.nullableStruct($.list($.nullable($.string))),
    },
    {
      name: "m03",
      signature: "M03(ImmutableList<int>)",
      id: 0xc0e5da90cfcf9fa4n,
      shape: 0xfa491d68e6777174n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.int32) }],
      result: $.list($.int32),
    },
    {
      name: "m04",
      signature: "M04(ImmutableQueue<int>)",
      id: 0x3efc97b230978e0fn,
      shape: 0xfa491d68e6777174n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.int32) }],
      result: $.list($.int32),
    },
    {
      name: "m05",
      signature: "M05(ImmutableStack<int>)",
      id: 0xaecc443be8931c25n,
      shape: 0xfa491d68e6777174n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.int32) }],
      result: $.list($.int32),
    },
    {
      name: "m06",
      signature: "M06(ImmutableHashSet<int>)",
      id: 0x26dd3655fe11db14n,
      shape: 0xfa491d68e6777174n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.set($.int32) }],
      result: $.set($.int32),
    },
    {
      name: "m07",
      signature: "M07(ImmutableSortedSet<int>)",
      id: 0xd64f2700163b42fdn,
      shape: 0xfa491d68e6777174n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.set($.int32) }],
      result: $.set($.int32),
    },
    {
      name: "m08",
      signature: "M08(ImmutableDictionary<string, int>)",
      id: 0x411a0eab5f8dfee7n,
      shape: 0x1557c53a9c789426n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.map($.string, $.int32) }],
      result: $.map($.string, $.int32),
    },
    {
      name: "m09",
      signature: "M09(ImmutableSortedDictionary<string, int>)",
      id: 0xd2bfbce4b1ef89aan,
      shape: 0x1557c53a9c789426n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.map($.string, $.int32) }],
      result: $.map($.string, $.int32),
    },
    {
      name: "m10",
      signature: "M10(FrozenSet<int>)",
      id: 0x20f8aa8ce4ccf4a1n,
      shape: 0xfa491d68e6777174n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.set($.int32) }],
      result: $.set($.int32),
    },
    {
      name: "m11",
      signature: "M11(FrozenDictionary<string, int>)",
      id: 0xba2d59cb205a5aban,
      shape: 0x1557c53a9c789426n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.nullable($.map($.string, $.int32)) }],
      result: $.nullable($.map($.string, $.int32)),
    },
  ],
}));

// Written by TypedPeer for the contracts of Sample. Changes made here are lost when it is built again.

import * as $ from "typedpeer/contract";

/** Interfaces of immutable collections, and the remaining read-only ones. */
export interface IMoreCollections {
  m01(value: (string | null)[], options?: $.CallOptions): Promise<(string | null)[]>;
  m02(value: Set<number> | null, options?: $.CallOptions): Promise<Set<number> | null>;
  m03(value: number[], options?: $.CallOptions): Promise<number[]>;
  m04(value: number[], options?: $.CallOptions): Promise<number[]>;
  m05(value: Map<string, number | null>, options?: $.CallOptions): Promise<Map<string, number | null>>;
  m06(value: Set<number>, options?: $.CallOptions): Promise<Set<number>>;
  m07(value: (string | null)[], options?: $.CallOptions): Promise<(string | null)[]>;
}

export const IMoreCollections: $.PeerContract<IMoreCollections> = /* @__PURE__ */ $.contract<IMoreCollections>("Matrix.IMoreCollections", 0x1e0583fc68d5aa6fn, 0x5c39770f0625900an, () => ({
  methods: [
    {
      name: "m01",
      signature: "M01(IImmutableList<string>)",
      id: 0x54cf29a5505accf1n,
      shape: 0x2bbbe0159e9f0202n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.nullable($.string)) }],
      result: $.list($.nullable($.string)),
    },
    {
      name: "m02",
      signature: "M02(IImmutableSet<int>)",
      id: 0x9111e8c1895a7021n,
      shape: 0xfa491d68e6777174n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.nullable($.set($.int32)) }],
      result: $.nullable($.set($.int32)),
    },
    {
      name: "m03",
      signature: "M03(IImmutableQueue<int>)",
      id: 0xbf4400aeb7392de5n,
      shape: 0xfa491d68e6777174n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.int32) }],
      result: $.list($.int32),
    },
    {
      name: "m04",
      signature: "M04(IImmutableStack<int>)",
      id: 0xdca352beba97e6f8n,
      shape: 0xfa491d68e6777174n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.int32) }],
      result: $.list($.int32),
    },
    {
      name: "m05",
      signature: "M05(IImmutableDictionary<string, int?>)",
      id: 0x91a197eb8726c100n,
      shape: 0xee6e1aa46cbc57d0n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.map($.string, $.nullable($.int32)) }],
      result: $.map($.string, $.nullable($.int32)),
    },
    {
      name: "m06",
      signature: "M06(ReadOnlySet<int>)",
      id: 0xc3cbcad72ac1485an,
      shape: 0xfa491d68e6777174n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.set($.int32) }],
      result: $.set($.int32),
    },
    {
      name: "m07",
      signature: "M07(ReadOnlyObservableCollection<string>)",
      id: 0x976399b47613bdd7n,
      shape: 0x2bbbe0159e9f0202n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.nullable($.string)) }],
      result: $.list($.nullable($.string)),
    },
  ],
}));

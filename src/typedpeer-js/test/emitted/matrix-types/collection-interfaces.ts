// Written by TypedPeer for the contracts of Sample. Changes made here are lost when it is built again.

import * as $ from "typedpeer/contract";

/** Interfaces of collections, and those of ObjectModel. */
export interface ICollectionInterfaces {
  m01(value: number[], options?: $.CallOptions): Promise<number[]>;
  m02(value: number[], options?: $.CallOptions): Promise<number[]>;
  m03(value: (string | null)[] | null, options?: $.CallOptions): Promise<(string | null)[] | null>;
  m04(value: number[], options?: $.CallOptions): Promise<number[]>;
  m05(value: number[], options?: $.CallOptions): Promise<number[]>;
  m06(value: Set<number>, options?: $.CallOptions): Promise<Set<number>>;
  m07(value: Set<number>, options?: $.CallOptions): Promise<Set<number>>;
  m08(value: Map<string, number>, options?: $.CallOptions): Promise<Map<string, number>>;
  m09(value: Map<string, number | null> | null, options?: $.CallOptions): Promise<Map<string, number | null> | null>;
  m10(value: number[], options?: $.CallOptions): Promise<number[]>;
  m11(value: number[], options?: $.CallOptions): Promise<number[]>;
  m12(value: number[], options?: $.CallOptions): Promise<number[]>;
  m13(value: Map<string, number>, options?: $.CallOptions): Promise<Map<string, number>>;
}

export const ICollectionInterfaces: $.PeerContract<ICollectionInterfaces> = /* @__PURE__ */ $.contract<ICollectionInterfaces>("Matrix.ICollectionInterfaces", 0xb017da0d6966e279n, 0x97776aecac7e66bbn, () => ({
  methods: [
    {
      name: "m01",
      signature: "M01(IEnumerable<int>)",
      id: 0x2e8e1a9253a3c2abn,
      shape: 0xfa491d68e6777174n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.int32) }],
      result: $.list($.int32),
    },
    {
      name: "m02",
      signature: "M02(ICollection<int>)",
      id: 0xbe34419fb486a54en,
      shape: 0xfa491d68e6777174n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.int32) }],
      result: $.list($.int32),
    },
    {
      name: "m03",
      signature: "M03(IList<string>)",
      id: 0x79218c8c8a59b311n,
      shape: 0x2bbbe0159e9f0202n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.nullable($.list($.nullable($.string))) }],
      result: $.nullable($.list($.nullable($.string))),
    },
    {
      name: "m04",
      signature: "M04(IReadOnlyCollection<int>)",
      id: 0x46618a32fe1dbd7cn,
      shape: 0xfa491d68e6777174n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.int32) }],
      result: $.list($.int32),
    },
    {
      name: "m05",
      signature: "M05(IReadOnlyList<int>)",
      id: 0x16532773bc0366een,
      shape: 0xfa491d68e6777174n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.int32) }],
      result: $.list($.int32),
    },
    {
      name: "m06",
      signature: "M06(ISet<int>)",
      id: 0x5a85353ff5d5ac93n,
      shape: 0xfa491d68e6777174n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.set($.int32) }],
      result: $.set($.int32),
    },
    {
      name: "m07",
      signature: "M07(IReadOnlySet<int>)",
      id: 0x0bc8b9a0ea52f2c5n,
      shape: 0xfa491d68e6777174n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.set($.int32) }],
      result: $.set($.int32),
    },
    {
      name: "m08",
      signature: "M08(IDictionary<string, int>)",
      id: 0xa7b6bab45647ccbdn,
      shape: 0x1557c53a9c789426n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.map($.string, $.int32) }],
      result: $.map($.string, $.int32),
    },
    {
      name: "m09",
      signature: "M09(IReadOnlyDictionary<string, int?>)",
      id: 0xb01f747a0ca9a17an,
      shape: 0xee6e1aa46cbc57d0n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.nullable($.map($.string, $.nullable($.int32))) }],
      result: $.nullable($.map($.string, $.nullable($.int32))),
    },
    {
      name: "m10",
      signature: "M10(Collection<int>)",
      id: 0x871b203844f363den,
      shape: 0xfa491d68e6777174n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.int32) }],
      result: $.list($.int32),
    },
    {
      name: "m11",
      signature: "M11(ObservableCollection<int>)",
      id: 0xdd3dd8ce577e3abfn,
      shape: 0xfa491d68e6777174n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.int32) }],
      result: $.list($.int32),
    },
    {
      name: "m12",
      signature: "M12(ReadOnlyCollection<int>)",
      id: 0xd8f835e935513b52n,
      shape: 0xfa491d68e6777174n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.int32) }],
      result: $.list($.int32),
    },
    {
      name: "m13",
      signature: "M13(ReadOnlyDictionary<string, int>)",
      id: 0xd0ff5ea463ef1187n,
      shape: 0x1557c53a9c789426n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.map($.string, $.int32) }],
      result: $.map($.string, $.int32),
    },
  ],
}));

// Written by TypedPeer for the contracts of Sample. Changes made here are lost when it is built again.

import * as $ from "typedpeer/contract";

/** Lists, sets, maps, queues and blocks of memory. */
export interface ICollections {
  m01(value: number[], options?: $.CallOptions): Promise<number[]>;
  m02(value: (string | null)[] | null, options?: $.CallOptions): Promise<(string | null)[] | null>;
  m03(value: number[][], options?: $.CallOptions): Promise<number[][]>;
  m04(value: Map<string, number>, options?: $.CallOptions): Promise<Map<string, number>>;
  m05(value: Map<string, (string | null)[]> | null, options?: $.CallOptions): Promise<Map<string, (string | null)[]> | null>;
  m06(value: Map<number, Map<string, Uint8Array> | null>, options?: $.CallOptions): Promise<Map<number, Map<string, Uint8Array> | null>>;
  m07(value: Uint8Array, options?: $.CallOptions): Promise<Uint8Array>;
  m08(value: number[], options?: $.CallOptions): Promise<number[]>;
  m09(value: Uint8Array | null, options?: $.CallOptions): Promise<Uint8Array | null>;
  m10(value: number[], options?: $.CallOptions): Promise<number[]>;
  m11(value: Set<number>, options?: $.CallOptions): Promise<Set<number>>;
  m12(value: Set<string> | null, options?: $.CallOptions): Promise<Set<string> | null>;
  m13(value: number[], options?: $.CallOptions): Promise<number[]>;
  m14(value: (string | null)[], options?: $.CallOptions): Promise<(string | null)[]>;
  m15(value: number[], options?: $.CallOptions): Promise<number[]>;
  m16(value: Set<number>, options?: $.CallOptions): Promise<Set<number>>;
  m17(value: Map<string, number>, options?: $.CallOptions): Promise<Map<string, number>>;
  m18(value: Map<number, string | null>, options?: $.CallOptions): Promise<Map<number, string | null>>;
}

export const ICollections: $.PeerContract<ICollections> = /* @__PURE__ */ $.contract<ICollections>("Matrix.ICollections", 0xc184c18167ad5ee8n, 0x08c6f1dd3a8a3501n, () => ({
  methods: [
    {
      name: "m01",
      signature: "M01(List<int>)",
      id: 0x6350ec58e32b2ef7n,
      shape: 0xfa491d68e6777174n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.int32) }],
      result: $.list($.int32),
    },
    {
      name: "m02",
      signature: "M02(List<string>)",
      id: 0x54df3cb7cc8a0a94n,
      shape: 0x2bbbe0159e9f0202n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.nullable($.list($.nullable($.string))) }],
      result: $.nullable($.list($.nullable($.string))),
    },
    {
      name: "m03",
      signature: "M03(List<List<int>>)",
      id: 0x553281e0ef58bacan,
      shape: 0x00bab2bc8c85b149n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.list($.int32)) }],
      result: $.list($.list($.int32)),
    },
    {
      name: "m04",
      signature: "M04(Dictionary<string, int>)",
      id: 0xbc72d99c0dddccabn,
      shape: 0x1557c53a9c789426n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.map($.string, $.int32) }],
      result: $.map($.string, $.int32),
    },
    {
      name: "m05",
      signature: "M05(Dictionary<Guid, List<string>>)",
      id: 0xc4c2e3da33ac13c7n,
      shape: 0x2448c1527cbcb5a3n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.nullable($.map($.guid, $.list($.nullable($.string)))) }],
      result: $.nullable($.map($.guid, $.list($.nullable($.string)))),
    },
    {
      name: "m06",
      signature: "M06(Dictionary<int, Dictionary<string, byte[]>>)",
      id: 0x451ce1c8c327cd10n,
      shape: 0xc8a4659f75b67bfdn,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.map($.int32, $.nullable($.map($.string, $.bytes))) }],
      result: $.map($.int32, $.nullable($.map($.string, $.bytes))),
    },
    {
      name: "m07",
      signature: "M07(ReadOnlyMemory<byte>)",
      id: 0xd3f5017022ccd93bn,
      shape: 0x585e83dfde206a6en,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.bytes }],
      result: $.bytes,
    },
    {
      name: "m08",
      signature: "M08(Memory<int>)",
      id: 0xa171fd9d57f03e84n,
      shape: 0xfa491d68e6777174n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.int32) }],
      result: $.list($.int32),
    },
    {
      name: "m09",
      signature: "M09(ReadOnlyMemory<byte>?)",
      id: 0xa28d84a7e1de8eean,
      shape: 0xdfc3376eeef82da4n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.nullableStruct($.bytes) }],
      result: $.nullableStruct($.bytes),
    },
    {
      name: "m10",
      signature: "M10(ArraySegment<int>)",
      id: 0xc9e044895a9adec4n,
      shape: 0xfa491d68e6777174n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.int32) }],
      result: $.list($.int32),
    },
    {
      name: "m11",
      signature: "M11(HashSet<int>)",
      id: 0x27785bfad5b6bcdan,
      shape: 0xfa491d68e6777174n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.set($.int32) }],
      result: $.set($.int32),
    },
    {
      name: "m12",
      signature: "M12(HashSet<string>)",
      id: 0xdbcca4e6c3330c5cn,
      shape: 0x2bbbe0159e9f0202n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.nullable($.set($.string)) }],
      result: $.nullable($.set($.string)),
    },
    {
      name: "m13",
      signature: "M13(Queue<int>)",
      id: 0x60ffe9b67681f5f3n,
      shape: 0xfa491d68e6777174n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.int32) }],
      result: $.list($.int32),
    },
    {
      name: "m14",
      signature: "M14(Stack<string>)",
      id: 0x71ed15ebc40c1eabn,
      shape: 0x2bbbe0159e9f0202n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.nullable($.string)) }],
      result: $.list($.nullable($.string)),
    },
    {
      name: "m15",
      signature: "M15(LinkedList<int>)",
      id: 0xc65bcb706d9b97f3n,
      shape: 0xfa491d68e6777174n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.int32) }],
      result: $.list($.int32),
    },
    {
      name: "m16",
      signature: "M16(SortedSet<int>)",
      id: 0xe72e50966039ea59n,
      shape: 0xfa491d68e6777174n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.set($.int32) }],
      result: $.set($.int32),
    },
    {
      name: "m17",
      signature: "M17(SortedDictionary<string, int>)",
      id: 0x70ddc11f47e201efn,
      shape: 0x1557c53a9c789426n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.map($.string, $.int32) }],
      result: $.map($.string, $.int32),
    },
    {
      name: "m18",
      signature: "M18(SortedList<int, string>)",
      id: 0x30e173d6583f5260n,
      shape: 0x67939ebfec1dff06n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.map($.int32, $.nullable($.string)) }],
      result: $.map($.int32, $.nullable($.string)),
    },
  ],
}));

// Written by TypedPeer for the contracts of Sample. Changes made here are lost when it is built again.

import * as $ from "typedpeer/contract";

/** Collections for several threads. */
export interface IConcurrent {
  m01(value: number[], options?: $.CallOptions): Promise<number[]>;
  m02(value: number[], options?: $.CallOptions): Promise<number[]>;
  m03(value: number[], options?: $.CallOptions): Promise<number[]>;
  m04(value: Map<string, number>, options?: $.CallOptions): Promise<Map<string, number>>;
}

export const IConcurrent: $.PeerContract<IConcurrent> = /* @__PURE__ */ $.contract<IConcurrent>("Matrix.IConcurrent", 0xc115b506bf9d9c96n, 0x844e3356b6083bfbn, () => ({
  methods: [
    {
      name: "m01",
      signature: "M01(ConcurrentQueue<int>)",
      id: 0x11e9097935f62152n,
      shape: 0xfa491d68e6777174n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.int32) }],
      result: $.list($.int32),
    },
    {
      name: "m02",
      signature: "M02(ConcurrentStack<int>)",
      id: 0x825a9cc17ed9336cn,
      shape: 0xfa491d68e6777174n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.int32) }],
      result: $.list($.int32),
    },
    {
      name: "m03",
      signature: "M03(ConcurrentBag<int>)",
      id: 0x6aa5b8ea995509a1n,
      shape: 0xfa491d68e6777174n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.list($.int32) }],
      result: $.list($.int32),
    },
    {
      name: "m04",
      signature: "M04(ConcurrentDictionary<string, int>)",
      id: 0x7c633e77db0259cen,
      shape: 0x1557c53a9c789426n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.map($.string, $.int32) }],
      result: $.map($.string, $.int32),
    },
  ],
}));

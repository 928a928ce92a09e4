// Written by TypedPeer for the contracts of Sample. Changes made here are lost when it is built again.

import * as $ from "typedpeer/contract";

export interface FlattenedIC {
  get(value: number, options?: $.CallOptions): Promise<number>;
  getWithValue(value: string, options?: $.CallOptions): Promise<string>;
  dispose(options?: $.CallOptions): Promise<void>;
}

export const FlattenedIC: $.PeerContract<FlattenedIC> = /* @__PURE__ */ $.contract<FlattenedIC>("Matrix.Flattened.IC", 0xc7162de008420148n, 0xc834139fe62dc706n, () => ({
  methods: [
    {
      name: "get",
      signature: "Get(int)",
      id: 0xbe0b8f5ef2eec820n,
      shape: 0xc3390594d90f2459n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.int32 }],
      result: $.int32,
    },
    {
      name: "getWithValue",
      signature: "Get(string)",
      id: 0x97cdeb765afbb3f0n,
      shape: 0x5f31fd58269a3433n,
      kind: "unary",
      parameters: [{ name: "value", kind: "value", codec: $.string }],
      result: $.string,
    },
    {
      name: "dispose",
      signature: "DisposeAsync()",
      id: 0x660de58b79aa663bn,
      shape: 0x8877558c9ffd856fn,
      kind: "unary",
      parameters: [],
    },
  ],
}));

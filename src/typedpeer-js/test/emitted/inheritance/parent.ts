// Written by TypedPeer for the contracts of Sample. Changes made here are lost when it is built again.

import * as $ from "typedpeer/contract";

export interface IParent {
  parent(x: number, options?: $.CallOptions): Promise<number>;
  plain(options?: $.CallOptions): Promise<void>;
}

export const IParent: $.PeerContract<IParent> = /* @__PURE__ */ $.contract<IParent>("Sample.IParent", 0xce275514390ff4a6n, 0xee9f91a4e802fcb7n, () => ({
  methods: [
    {
      name: "parent",
      signature: "ParentAsync(int)",
      id: 0x650716e88f0dd320n,
      shape: 0xc3390594d90f2459n,
      kind: "unary",
      parameters: [{ name: "x", kind: "value", codec: $.int32 }],
      result: $.int32,
    },
    {
      name: "plain",
      signature: "PlainAsync()",
      id: 0x68a410eba82a6b32n,
      shape: 0x8877558c9ffd856fn,
      kind: "unary",
      parameters: [],
    },
  ],
}));

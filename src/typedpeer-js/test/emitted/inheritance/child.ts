// Written by TypedPeer for the contracts of Sample. Changes made here are lost when it is built again.

import * as $ from "typedpeer/contract";
import { IParent } from "./parent.js";

export interface IChild extends IParent {
  child(x: number, options?: $.CallOptions): Promise<number>;
}

export const IChild: $.PeerContract<IChild> = /* @__PURE__ */ $.contract<IChild>("child", 0xce54421969e6c9ddn, 0xd1786febcb2dadd9n, () => ({
  methods: [
    {
      name: "child",
      signature: "ChildAsync(int)",
      id: 0x82d720098d51b46dn,
      shape: 0xc3390594d90f2459n,
      kind: "unary",
      parameters: [{ name: "x", kind: "value", codec: $.int32 }],
      result: $.int32,
    },
  ],
  bases: [IParent],
}));

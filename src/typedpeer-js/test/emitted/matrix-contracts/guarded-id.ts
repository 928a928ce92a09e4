// Written by TypedPeer for the contracts of Sample. Changes made here are lost when it is built again.

import * as $ from "typedpeer/contract";
import { GuardedIC } from "./guarded-ic.js";

export interface GuardedID extends GuardedIC {
  d(options?: $.CallOptions): Promise<void>;
}

export const GuardedID: $.PeerContract<GuardedID> = /* @__PURE__ */ $.contract<GuardedID>("Matrix.Guarded.ID", 0x839085a2361b25dcn, 0x92f69f2d08678aa5n, () => ({
  methods: [
    {
      name: "d",
      signature: "D()",
      id: 0xb547d361653dd5een,
      shape: 0x8877558c9ffd856fn,
      kind: "unary",
      parameters: [],
    },
  ],
  bases: [GuardedIC],
}));

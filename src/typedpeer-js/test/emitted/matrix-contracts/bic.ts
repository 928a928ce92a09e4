// Written by TypedPeer for the contracts of Sample. Changes made here are lost when it is built again.

import * as $ from "typedpeer/contract";
import { AD, BD } from "./types.js";

export interface BIC {
  m(a: AD, b: BD, options?: $.CallOptions): Promise<void>;
}

export const BIC: $.PeerContract<BIC> = /* @__PURE__ */ $.contract<BIC>("Matrix.SameNames.B.IC", 0xa1af840e0b0ebdcen, 0x112d6b1f2bdd3f05n, () => ({
  methods: [
    {
      name: "m",
      signature: "M(D, D)",
      id: 0x1080bfed76a54902n,
      shape: 0xd16230d116e4efc4n,
      kind: "unary",
      parameters: [{ name: "a", kind: "value", codec: AD }, { name: "b", kind: "value", codec: BD }],
    },
  ],
}));

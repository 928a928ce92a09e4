// Written by TypedPeer for the contracts of Sample. Changes made here are lost when it is built again.

import * as $ from "typedpeer/contract";
import { Global_D } from "./types.js";

export interface Global_IC {
  m(a: Global_D, options?: $.CallOptions): Promise<void>;
}

export const Global_IC: $.PeerContract<Global_IC> = /* @__PURE__ */ $.contract<Global_IC>("Matrix.GlobalNames.Global_.IC", 0x6513cc8be34b9297n, 0xda4fafa7b3ec179bn, () => ({
  methods: [
    {
      name: "m",
      signature: "M(D)",
      id: 0x2f4c9d73fe955eacn,
      shape: 0xb67a5b24c5c33809n,
      kind: "unary",
      parameters: [{ name: "a", kind: "value", codec: Global_D }],
    },
  ],
}));

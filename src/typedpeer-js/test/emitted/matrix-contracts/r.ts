// Written by TypedPeer for the contracts of Sample. Changes made here are lost when it is built again.

import * as $ from "typedpeer/contract";
import { record } from "./types.js";

export interface IR {
  m(r: record, options?: $.CallOptions): Promise<void>;
}

export const IR: $.PeerContract<IR> = /* @__PURE__ */ $.contract<IR>("Matrix.Keyword.N.class.IR", 0xb392ae44ca7fe119n, 0xd505068c4e08e8b1n, () => ({
  methods: [
    {
      name: "m",
      signature: "M(record)",
      id: 0x48a816d2beedf226n,
      shape: 0x541947626f412bfan,
      kind: "unary",
      parameters: [{ name: "r", kind: "value", codec: record }],
    },
  ],
}));

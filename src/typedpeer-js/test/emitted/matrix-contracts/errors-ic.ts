// Written by TypedPeer for the contracts of Sample. Changes made here are lost when it is built again.

import * as $ from "typedpeer/contract";
import { OutOfStockDetail, intDetail } from "./types.js";

export interface ErrorsIC {
  a(options?: $.CallOptions): Promise<void>;
}

export const ErrorsIC: $.PeerContract<ErrorsIC> = /* @__PURE__ */ $.contract<ErrorsIC>("Matrix.Errors.IC", 0x4c5f30986fd87057n, 0xd79693c0106b6e16n, () => ({
  methods: [
    {
      name: "a",
      signature: "A()",
      id: 0xf70350c1260db4f9n,
      shape: 0x8877558c9ffd856fn,
      kind: "unary",
      parameters: [],
    },
  ],
  errors: [OutOfStockDetail, intDetail],
}));

// Written by TypedPeer for the contracts of Sample. Changes made here are lost when it is built again.

import * as $ from "typedpeer/contract";

export interface IA {
  a(options?: $.CallOptions): Promise<void>;
}

export const IA: $.PeerContract<IA> = /* @__PURE__ */ $.contract<IA>("Matrix.Inheriting.IA", 0xfa796bacf78fab88n, 0x3142aaf51f5d83b5n, () => ({
  methods: [
    {
      name: "a",
      signature: "A()",
      id: 0xb73659d961af6237n,
      shape: 0x8877558c9ffd856fn,
      kind: "unary",
      parameters: [],
    },
  ],
}));

// Written by TypedPeer for the contracts of Sample. Changes made here are lost when it is built again.

import * as $ from "typedpeer/contract";

export interface ConcurrentAndNamedIC {
  a(options?: $.CallOptions): Promise<void>;
}

export const ConcurrentAndNamedIC: $.PeerContract<ConcurrentAndNamedIC> = /* @__PURE__ */ $.contract<ConcurrentAndNamedIC>("Matrix.ConcurrentAndNamed.IC", 0xfaa069a9ce023072n, 0xae888f31432afcd3n, () => ({
  methods: [
    {
      name: "a",
      signature: "A()",
      id: 0xaec19b175799eeccn,
      shape: 0x8877558c9ffd856fn,
      kind: "unary",
      parameters: [],
      isConcurrent: true,
    },
  ],
}));

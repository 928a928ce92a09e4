// Written by TypedPeer for the contracts of Sample. Changes made here are lost when it is built again.

import * as $ from "typedpeer/contract";

export interface ReferencesID {
  m(options?: $.CallOptions): Promise<void>;
}

export const ReferencesID: $.PeerContract<ReferencesID> = /* @__PURE__ */ $.contract<ReferencesID>("Matrix.References.ID", 0xb019984a75bb4f6dn, 0xc663aa2908e46ff4n, () => ({
  methods: [
    {
      name: "m",
      signature: "M()",
      id: 0x3d91faaaa0cfad8an,
      shape: 0x8877558c9ffd856fn,
      kind: "unary",
      parameters: [],
    },
  ],
}));

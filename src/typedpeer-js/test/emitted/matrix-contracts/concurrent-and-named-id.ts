// Written by TypedPeer for the contracts of Sample. Changes made here are lost when it is built again.

import * as $ from "typedpeer/contract";

export interface ConcurrentAndNamedID {
  a(options?: $.CallOptions): Promise<void>;
}

export const ConcurrentAndNamedID: $.PeerContract<ConcurrentAndNamedID> = /* @__PURE__ */ $.contract<ConcurrentAndNamedID>("a \"quoted\" name", 0x545ac9838535cf95n, 0xd08bd39e1f574782n, () => ({
  methods: [
    {
      name: "a",
      signature: "A()",
      id: 0x3093dd3acc756137n,
      shape: 0x8877558c9ffd856fn,
      kind: "unary",
      parameters: [],
      isConcurrent: true,
    },
  ],
}));

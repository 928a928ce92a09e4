// Written by TypedPeer for the contracts of Sample. Changes made here are lost when it is built again.

import * as $ from "typedpeer/contract";

export interface MiddleIC {
  m(options?: $.CallOptions): Promise<number>;
}

export const MiddleIC: $.PeerContract<MiddleIC> = /* @__PURE__ */ $.contract<MiddleIC>("Matrix.NestedContracts.Outer.Middle.IC", 0x7069e26dedeae9dan, 0xda33868792de6d7en, () => ({
  methods: [
    {
      name: "m",
      signature: "M()",
      id: 0x64c4f3813d9759dfn,
      shape: 0x403c59edaf95ab40n,
      kind: "unary",
      parameters: [],
      result: $.int32,
    },
  ],
}));

// Written by TypedPeer for the contracts of Sample. Changes made here are lost when it is built again.

import * as $ from "typedpeer/contract";

export interface RIC {
  m(options?: $.CallOptions): Promise<number>;
}

export const RIC: $.PeerContract<RIC> = /* @__PURE__ */ $.contract<RIC>("Matrix.NestedContracts.Outer.R.IC", 0x5b742390b492efb0n, 0xfa4227fbb8c47c5fn, () => ({
  methods: [
    {
      name: "m",
      signature: "M()",
      id: 0x68f168bed7daeec0n,
      shape: 0x403c59edaf95ab40n,
      kind: "unary",
      parameters: [],
      result: $.int32,
    },
  ],
}));

// Written by TypedPeer for the contracts of Sample. Changes made here are lost when it is built again.

import * as $ from "typedpeer/contract";

export interface EmptyIC {
}

export const EmptyIC: $.PeerContract<EmptyIC> = /* @__PURE__ */ $.contract<EmptyIC>("Matrix.Empty.IC", 0x936264e4d355ee66n, 0x141cfc9842c4b0e3n, () => ({
  methods: [
  ],
}));

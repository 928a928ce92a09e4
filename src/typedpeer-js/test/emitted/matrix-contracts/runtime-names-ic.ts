// Written by TypedPeer for the contracts of Sample. Changes made here are lost when it is built again.

import * as $ from "typedpeer/contract";
import { PeerWriter, StringCodec } from "./types.js";

export interface RuntimeNamesIC {
  m(a: PeerWriter, b: StringCodec, options?: $.CallOptions): Promise<void>;
}

export const RuntimeNamesIC: $.PeerContract<RuntimeNamesIC> = /* @__PURE__ */ $.contract<RuntimeNamesIC>("Matrix.RuntimeNames.IC", 0xf1d17be3b3f91927n, 0x74d7f5752e187715n, () => ({
  methods: [
    {
      name: "m",
      signature: "M(PeerWriter, StringCodec)",
      id: 0xbdcd63baf1d63521n,
      shape: 0xd16230d116e4efc4n,
      kind: "unary",
      parameters: [{ name: "a", kind: "value", codec: PeerWriter }, { name: "b", kind: "value", codec: StringCodec }],
    },
  ],
}));

// Written by TypedPeer for the contracts of Sample. Changes made here are lost when it is built again.

import * as $ from "typedpeer/contract";
import { Nested } from "./types.js";

export interface BodiesIC {
  a(options?: $.CallOptions): Promise<void>;
  b(n: Nested, options?: $.CallOptions): Promise<void>;
}

export const BodiesIC: $.PeerContract<BodiesIC> = /* @__PURE__ */ $.contract<BodiesIC>("Matrix.Bodies.IC", 0x1ebb4ff95b4abef0n, 0x03cf74ec3c962e37n, () => ({
  methods: [
    {
      name: "a",
      signature: "A()",
      id: 0xcd369a3cf7c72bc9n,
      shape: 0x8877558c9ffd856fn,
      kind: "unary",
      parameters: [],
    },
    {
      name: "b",
      signature: "B(IC.Nested)",
      id: 0x1c76c43c2d2422a6n,
      shape: 0x541947626f412bfan,
      kind: "unary",
      parameters: [{ name: "n", kind: "value", codec: Nested }],
    },
  ],
}));

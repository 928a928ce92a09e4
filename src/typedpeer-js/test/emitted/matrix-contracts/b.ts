// Written by TypedPeer for the contracts of Sample. Changes made here are lost when it is built again.

import * as $ from "typedpeer/contract";
import { IA } from "./a.js";

export interface IB extends IA {
  b(options?: $.CallOptions): Promise<void>;
  aOfB(options?: $.CallOptions): Promise<void>;
}

export const IB: $.PeerContract<IB> = /* @__PURE__ */ $.contract<IB>("Matrix.Inheriting.IB", 0x29c43dae118365d6n, 0x29a899750c70f900n, () => ({
  methods: [
    {
      name: "b",
      signature: "B()",
      id: 0xb45e5af78c813136n,
      shape: 0x8877558c9ffd856fn,
      kind: "unary",
      parameters: [],
    },
    {
      name: "aOfB",
      signature: "A()",
      id: 0x7a3e9928f3b8b139n,
      shape: 0x8877558c9ffd856fn,
      kind: "unary",
      parameters: [],
    },
  ],
  bases: [IA],
}));

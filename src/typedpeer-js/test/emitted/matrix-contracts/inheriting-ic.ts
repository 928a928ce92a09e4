// Written by TypedPeer for the contracts of Sample. Changes made here are lost when it is built again.

import * as $ from "typedpeer/contract";
import { IA } from "./a.js";
import { IB } from "./b.js";

export interface InheritingIC extends IB, IA {
  c(options?: $.CallOptions): Promise<void>;
}

export const InheritingIC: $.PeerContract<InheritingIC> = /* @__PURE__ */ $.contract<InheritingIC>("Matrix.Inheriting.IC", 0x7c959afde895c0f4n, 0xebbad90b69f52c90n, () => ({
  methods: [
    {
      name: "c",
      signature: "C()",
      id: 0x027a7a87f1f44209n,
      shape: 0x8877558c9ffd856fn,
      kind: "unary",
      parameters: [],
    },
  ],
  bases: [IB, IA],
}));

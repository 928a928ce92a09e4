// Written by TypedPeer for the contracts of Sample. Changes made here are lost when it is built again.

import * as $ from "typedpeer/contract";
import { Task } from "./types.js";

export interface CollectionsIC {
  m(a: Task, options?: $.CallOptions): Promise<Task>;
}

export const CollectionsIC: $.PeerContract<CollectionsIC> = /* @__PURE__ */ $.contract<CollectionsIC>("Matrix.PlatformNames.System1.Collections.IC", 0xb8b48ee501abfc4fn, 0xbbbd8c544262a8b9n, () => ({
  methods: [
    {
      name: "m",
      signature: "M(Task)",
      id: 0x9f5d1f6fb913f6dan,
      shape: 0xff510516fae5561en,
      kind: "unary",
      parameters: [{ name: "a", kind: "value", codec: Task }],
      result: Task,
    },
  ],
}));

// Written by TypedPeer for the contracts of Sample. Changes made here are lost when it is built again.

import * as $ from "typedpeer/contract";

export interface PrioritiesIC {
  a(options?: $.CallOptions): Promise<void>;
  b(x: $.StreamSource<number>, options?: $.CallOptions): Promise<void>;
}

export const PrioritiesIC: $.PeerContract<PrioritiesIC> = /* @__PURE__ */ $.contract<PrioritiesIC>("Matrix.Priorities.IC", 0xdacf84ae6cbe5257n, 0x9c340f38fc3ba8a7n, () => ({
  methods: [
    {
      name: "a",
      signature: "A()",
      id: 0xfd3af21e271274b3n,
      shape: 0x8877558c9ffd856fn,
      kind: "unary",
      parameters: [],
      priority: "high",
    },
    {
      name: "b",
      signature: "B(IAsyncEnumerable<int>)",
      id: 0xd14c3a242bfd5892n,
      shape: 0x23d5895f47ccd84cn,
      kind: "unary",
      parameters: [{ name: "x", kind: "stream", codec: $.int32 }],
      isConcurrent: true,
    },
  ],
  uses: [$.streams],
}));

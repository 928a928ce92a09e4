// Written by TypedPeer for the contracts of Sample. Changes made here are lost when it is built again.

import * as $ from "typedpeer/contract";

export interface ProgressIC {
  a(p: $.Progress<number>, q: $.Progress<(string | null)[]> | null, options?: $.CallOptions): Promise<number>;
  b(p: $.Progress<number>, options?: $.CallOptions): $.PeerStream<number>;
}

export const ProgressIC: $.PeerContract<ProgressIC> = /* @__PURE__ */ $.contract<ProgressIC>("Matrix.Progress.IC", 0x3d03dd60fcf0db58n, 0x4c462e5f0ba1ccb3n, () => ({
  methods: [
    {
      name: "a",
      signature: "A(IProgress<double>, IProgress<List<string>>)",
      id: 0xb0127fc8c6e3b1b3n,
      shape: 0x294dc25b5d126768n,
      kind: "unary",
      parameters: [
        { name: "p", kind: "progress", codec: $.progress($.float64) },
        { name: "q", kind: "progress", codec: $.nullable($.progress($.list($.nullable($.string)))) },
      ],
      result: $.int32,
    },
    {
      name: "b",
      signature: "B(IProgress<int>)",
      id: 0x639d1b0ab4cdd91cn,
      shape: 0xb826a13017559b8an,
      kind: "stream",
      parameters: [{ name: "p", kind: "progress", codec: $.progress($.int32) }],
      result: $.int32,
    },
  ],
  uses: [$.streams, $.references],
}));

// Written by TypedPeer for the contracts of Sample. Changes made here are lost when it is built again.

import * as $ from "typedpeer/contract";

export interface GuardedIC {
  b(options?: $.CallOptions): Promise<void>;
  c(x: number, options?: $.CallOptions): Promise<number>;
  a(options?: $.CallOptions): Promise<void>;
}

export const GuardedIC: $.PeerContract<GuardedIC> = /* @__PURE__ */ $.contract<GuardedIC>("Matrix.Guarded.IC", 0x05a611a638ebb88bn, 0x04e5d902e1615d27n, () => ({
  methods: [
    {
      name: "b",
      signature: "B()",
      id: 0x0c41779c12c93564n,
      shape: 0x8877558c9ffd856fn,
      kind: "unary",
      parameters: [],
    },
    {
      name: "c",
      signature: "C(int)",
      id: 0x8adc568b47a7f716n,
      shape: 0xc3390594d90f2459n,
      kind: "unary",
      parameters: [{ name: "x", kind: "value", codec: $.int32 }],
      result: $.int32,
      isIdempotent: true,
      priority: "high",
    },
    {
      name: "a",
      signature: "A()",
      id: 0x2503997b2a0914f5n,
      shape: 0x8877558c9ffd856fn,
      kind: "unary",
      parameters: [],
    },
  ],
}));

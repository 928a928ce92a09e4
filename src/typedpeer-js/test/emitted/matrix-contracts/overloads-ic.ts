// Written by TypedPeer for the contracts of Sample. Changes made here are lost when it is built again.

import * as $ from "typedpeer/contract";

export interface OverloadsIC {
  m(options?: $.CallOptions): Promise<void>;
  mWithA(a: number, options?: $.CallOptions): Promise<void>;
  mWithString(a: string, options?: $.CallOptions): Promise<void>;
  mWithIntArray(a: number[], options?: $.CallOptions): Promise<number>;
  /** @param b - Left out, it is `3`. */
  mWithAB(a: number | null, b?: number, options?: $.CallOptions): Promise<number>;
}

export const OverloadsIC: $.PeerContract<OverloadsIC> = /* @__PURE__ */ $.contract<OverloadsIC>("Matrix.Overloads.IC", 0xf73f0a04e7aad7fdn, 0x33ca5836ea1c113fn, () => ({
  methods: [
    {
      name: "m",
      signature: "M()",
      id: 0x06b1357f85122f99n,
      shape: 0x8877558c9ffd856fn,
      kind: "unary",
      parameters: [],
    },
    {
      name: "mWithA",
      signature: "M(int)",
      id: 0xe7295ee7a62afccan,
      shape: 0xe6be754f8111b0dbn,
      kind: "unary",
      parameters: [{ name: "a", kind: "value", codec: $.int32 }],
    },
    {
      name: "mWithString",
      signature: "M(string)",
      id: 0x76d1016e30bd6a41n,
      shape: 0xb2157b83e46268fbn,
      kind: "unary",
      parameters: [{ name: "a", kind: "value", codec: $.string }],
    },
    {
      name: "mWithIntArray",
      signature: "M(int[])",
      id: 0x05b7dc9863f03f9fn,
      shape: 0x5ec584d44028c08cn,
      kind: "unary",
      parameters: [{ name: "a", kind: "value", codec: $.list($.int32) }],
      result: $.int32,
    },
    {
      name: "mWithAB",
      signature: "M(int?, int)",
      id: 0x3832a483904e589cn,
      shape: 0x473f1e1cbf790d95n,
      kind: "unary",
      parameters: [{ name: "a", kind: "value", codec: $.nullable($.int32) }, { name: "b", kind: "value", codec: $.optional($.int32, 3) }],
      result: $.int32,
    },
  ],
}));

// Written by TypedPeer for the contracts of Sample. Changes made here are lost when it is built again.

import * as $ from "typedpeer/contract";

export interface TokensIC {
  a(x: number, options?: $.CallOptions): Promise<void>;
  /** @param s - Left out, it is `""`. */
  b(x: number, s?: string, options?: $.CallOptions): Promise<void>;
}

export const TokensIC: $.PeerContract<TokensIC> = /* @__PURE__ */ $.contract<TokensIC>("Matrix.Tokens.IC", 0x96cdcfb7a277996fn, 0xd3ee16ccf0df6b46n, () => ({
  methods: [
    {
      name: "a",
      signature: "A(int)",
      id: 0xc6e6a0ede123e904n,
      shape: 0xe6be754f8111b0dbn,
      kind: "unary",
      parameters: [{ name: "x", kind: "value", codec: $.int32 }],
    },
    {
      name: "b",
      signature: "B(int, string)",
      id: 0xaa62e3a2cb2cbcf5n,
      shape: 0x4b0cab5d9f76ee30n,
      kind: "unary",
      parameters: [{ name: "x", kind: "value", codec: $.int32 }, { name: "s", kind: "value", codec: $.optional($.string, "") }],
    },
  ],
}));

// Written by TypedPeer for the contracts of Sample. Changes made here are lost when it is built again.

import * as $ from "typedpeer/contract";

export interface interface_ {
  void(int: number, options?: $.CallOptions): Promise<void>;
}

export const interface_: $.PeerContract<interface_> = /* @__PURE__ */ $.contract<interface_>("Matrix.Keyword.N.class.interface", 0xbab794459487f29en, 0xe7fdba1356c62831n, () => ({
  methods: [
    {
      name: "void",
      signature: "void(int)",
      id: 0x2972e8c8fc3e2b11n,
      shape: 0xe6be754f8111b0dbn,
      kind: "unary",
      parameters: [{ name: "int", kind: "value", codec: $.int32 }],
    },
  ],
}));

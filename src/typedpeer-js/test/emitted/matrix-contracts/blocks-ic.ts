// Written by TypedPeer for the contracts of Sample. Changes made here are lost when it is built again.

import * as $ from "typedpeer/contract";

export interface BlocksIC {
  a(s: $.StreamSource<Uint8Array>, p: $.StreamSource<Uint8Array>, i: $.StreamSource<number>, options?: $.CallOptions): Promise<void>;
  b(options?: $.CallOptions): Promise<$.PeerStream<Uint8Array>>;
  c(x: number, options?: $.CallOptions): Promise<$.PeerStream<Uint8Array>>;
  d(s: $.StreamSource<Uint8Array>, options?: $.CallOptions): Promise<void>;
}

export const BlocksIC: $.PeerContract<BlocksIC> = /* @__PURE__ */ $.contract<BlocksIC>("Matrix.Blocks.IC", 0x88395b27ed00ac95n, 0x33e1805a698dde36n, () => ({
  methods: [
    {
      name: "a",
      signature: "A(Stream, PipeReader, IAsyncEnumerable<int>)",
      id: 0xfe4a8a65a33bcddan,
      shape: 0xb267b3baae702627n,
      kind: "unary",
      parameters: [
        { name: "s", kind: "stream", codec: $.bytes, isBytes: true },
        { name: "p", kind: "stream", codec: $.bytes, isBytes: true },
        { name: "i", kind: "stream", codec: $.int32 },
      ],
    },
    {
      name: "b",
      signature: "B()",
      id: 0xdc0ea7017c50e9bfn,
      shape: 0x681e37aee9cb1c2dn,
      kind: "stream",
      parameters: [],
      result: $.bytes,
      isBytes: true,
    },
    {
      name: "c",
      signature: "C(int)",
      id: 0xd55863ddeddf5848n,
      shape: 0xae84d132ac861594n,
      kind: "stream",
      parameters: [{ name: "x", kind: "value", codec: $.int32 }],
      result: $.bytes,
      isBytes: true,
    },
    {
      name: "d",
      signature: "D(Stream)",
      id: 0x9f2f88971134e1can,
      shape: 0xf53713778aec4435n,
      kind: "unary",
      parameters: [{ name: "s", kind: "stream", codec: $.bytes, isBytes: true }],
      isOneWay: true,
    },
  ],
  uses: [$.streams],
}));

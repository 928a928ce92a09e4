// Written by TypedPeer for the contracts of Sample. Changes made here are lost when it is built again.

import * as $ from "typedpeer/contract";

export interface StreamsIC {
  a(x: $.StreamSource<string | null>, y: number, z: $.StreamSource<Uint8Array>, options?: $.CallOptions): $.PeerStream<number>;
  b(x: $.StreamSource<number>, options?: $.CallOptions): Promise<void>;
}

export const StreamsIC: $.PeerContract<StreamsIC> = /* @__PURE__ */ $.contract<StreamsIC>("Matrix.Streams.IC", 0x9ae713350c1c4566n, 0x31e61b0dd918b2ean, () => ({
  methods: [
    {
      name: "a",
      signature: "A(IAsyncEnumerable<string>, int, IAsyncEnumerable<byte[]>)",
      id: 0xbfc75727ff57c716n,
      shape: 0xdbfbc56d689113cdn,
      kind: "stream",
      parameters: [
        { name: "x", kind: "stream", codec: $.nullable($.string) },
        { name: "y", kind: "value", codec: $.int32 },
        { name: "z", kind: "stream", codec: $.bytes },
      ],
      result: $.int32,
    },
    {
      name: "b",
      signature: "B(IAsyncEnumerable<int>)",
      id: 0x52250d1812e48b45n,
      shape: 0x02d4c6166792c6c2n,
      kind: "unary",
      parameters: [{ name: "x", kind: "stream", codec: $.int32 }],
      isOneWay: true,
    },
  ],
  uses: [$.streams],
}));

// Written by TypedPeer for the contracts of Sample. Changes made here are lost when it is built again.

import * as $ from "typedpeer/contract";

export interface ReservedIC {
  m(
    class_: number,
    event: number,
    reader: number,
    writer: number,
    call: number,
    target: number,
    streams: number,
    remote: number,
    _remote: number,
    index: number,
    value: number,
    options?: $.CallOptions,
  ): Promise<void>;
  return(x: number, options?: $.CallOptions): Promise<void>;
}

export const ReservedIC: $.PeerContract<ReservedIC> = /* @__PURE__ */ $.contract<ReservedIC>("Matrix.Reserved.IC", 0x6aa7376f1a0c28a2n, 0x134d1a00e792b22fn, () => ({
  methods: [
    {
      name: "m",
      signature: "M(int, int, int, int, int, int, int, int, int, int, int)",
      id: 0x76781b7719a7c67fn,
      shape: 0x95bced3e2b702650n,
      kind: "unary",
      parameters: [
        { name: "class_", kind: "value", codec: $.int32 },
        { name: "event", kind: "value", codec: $.int32 },
        { name: "reader", kind: "value", codec: $.int32 },
        { name: "writer", kind: "value", codec: $.int32 },
        { name: "call", kind: "value", codec: $.int32 },
        { name: "target", kind: "value", codec: $.int32 },
        { name: "streams", kind: "value", codec: $.int32 },
        { name: "remote", kind: "value", codec: $.int32 },
        { name: "_remote", kind: "value", codec: $.int32 },
        { name: "index", kind: "value", codec: $.int32 },
        { name: "value", kind: "value", codec: $.int32 },
      ],
    },
    {
      name: "return",
      signature: "return(int)",
      id: 0xa8157eb26314f77bn,
      shape: 0xe6be754f8111b0dbn,
      kind: "unary",
      parameters: [{ name: "x", kind: "value", codec: $.int32 }],
    },
  ],
}));

// Written by TypedPeer for the contracts of Sample. Changes made here are lost when it is built again.

import * as $ from "typedpeer/contract";

export interface EveryReturnIC {
  a(options?: $.CallOptions): Promise<void>;
  b(options?: $.CallOptions): Promise<number>;
  c(options?: $.CallOptions): Promise<void>;
  d(options?: $.CallOptions): Promise<number>;
  e(options?: $.CallOptions): $.PeerStream<number>;
  f(options?: $.CallOptions): Promise<void>;
  g(options?: $.CallOptions): Promise<void>;
}

export const EveryReturnIC: $.PeerContract<EveryReturnIC> = /* @__PURE__ */ $.contract<EveryReturnIC>("Matrix.EveryReturn.IC", 0x659169ddc3a50c01n, 0xaeed426917e13385n, () => ({
  methods: [
    {
      name: "a",
      signature: "A()",
      id: 0x2cb5ac0838c6c2c8n,
      shape: 0x8877558c9ffd856fn,
      kind: "unary",
      parameters: [],
    },
    {
      name: "b",
      signature: "B()",
      id: 0x44357ed9e7dbec93n,
      shape: 0x403c59edaf95ab40n,
      kind: "unary",
      parameters: [],
      result: $.int32,
    },
    {
      name: "c",
      signature: "C()",
      id: 0x919bb2cfb8e062ffn,
      shape: 0x8877558c9ffd856fn,
      kind: "unary",
      parameters: [],
    },
    {
      name: "d",
      signature: "D()",
      id: 0xa172ec59ee9397c1n,
      shape: 0x403c59edaf95ab40n,
      kind: "unary",
      parameters: [],
      result: $.int32,
    },
    {
      name: "e",
      signature: "E()",
      id: 0xc2793af627040823n,
      shape: 0xfc198a23c7002d30n,
      kind: "stream",
      parameters: [],
      result: $.int32,
    },
    {
      name: "f",
      signature: "F()",
      id: 0x8a83e8bbb891b2f6n,
      shape: 0x201b9945384b9b9an,
      kind: "oneWay",
      parameters: [],
      isOneWay: true,
    },
    {
      name: "g",
      signature: "G()",
      id: 0x7ad3c836b7d3e1c1n,
      shape: 0x201b9945384b9b9an,
      kind: "oneWay",
      parameters: [],
      isOneWay: true,
    },
  ],
  uses: [$.streams],
}));

// Written by TypedPeer for the contracts of Sample. Changes made here are lost when it is built again.

import * as $ from "typedpeer/contract";

export interface DeliveriesIC {
  a(x: number, options?: $.CallOptions): Promise<void>;
  b(text: string, options?: $.CallOptions): Promise<void>;
  c(x: number, y: number, options?: $.CallOptions): Promise<void>;
}

export const DeliveriesIC: $.PeerContract<DeliveriesIC> = /* @__PURE__ */ $.contract<DeliveriesIC>("Matrix.Deliveries.IC", 0xf68e36901dffbcban, 0x7d07d0eab63b09d5n, () => ({
  methods: [
    {
      name: "a",
      signature: "A(int)",
      id: 0x1757a646aff519c9n,
      shape: 0x20a5f6a8c5b885b2n,
      kind: "oneWay",
      parameters: [{ name: "x", kind: "value", codec: $.int32 }],
      isOneWay: true,
      isLatestWins: true,
    },
    {
      name: "b",
      signature: "B(string)",
      id: 0x8ebbf1a9d242074fn,
      shape: 0x79cf025964c1e8b2n,
      kind: "oneWay",
      parameters: [{ name: "text", kind: "value", codec: $.string }],
      isOneWay: true,
      isLatestWins: true,
      priority: "low",
    },
    {
      name: "c",
      signature: "C(float, float)",
      id: 0xc8dea00d4e9245f7n,
      shape: 0x35450f89badb7660n,
      kind: "oneWay",
      parameters: [{ name: "x", kind: "value", codec: $.float32 }, { name: "y", kind: "value", codec: $.float32 }],
      isOneWay: true,
      isUnreliable: true,
    },
  ],
  uses: [$.delivery],
}));

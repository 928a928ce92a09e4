// Written by TypedPeer for the contracts of Sample. Changes made here are lost when it is built again.

import * as $ from "typedpeer/contract";
import { ReferencesID } from "./references-id.js";
import { Holder } from "./types.js";

export interface ReferencesIC {
  a(c: ReferencesIC, options?: $.CallOptions): Promise<ReferencesIC>;
  b(d: ReferencesID | null, many: ReferencesID[], options?: $.CallOptions): Promise<ReferencesID | null>;
  c(s: $.StreamSource<ReferencesIC | null>, options?: $.CallOptions): $.PeerStream<ReferencesID>;
  d(h: Holder, options?: $.CallOptions): Promise<void>;
}

export const ReferencesIC: $.PeerContract<ReferencesIC> = /* @__PURE__ */ $.contract<ReferencesIC>("Matrix.References.IC", 0xe63388bf78e6d41bn, 0x58c56c7867765dc3n, () => ({
  methods: [
    {
      name: "a",
      signature: "A(IC)",
      id: 0x2670f2de0468736cn,
      shape: 0x07841f9b81b7c96an,
      kind: "unary",
      parameters: [{ name: "c", kind: "reference", codec: $.reference(() => ReferencesIC) }],
      result: $.reference(() => ReferencesIC),
    },
    {
      name: "b",
      signature: "B(ID, List<ID>)",
      id: 0x98d5dfad8782ba05n,
      shape: 0x619afecbb4d66771n,
      kind: "unary",
      parameters: [
        { name: "d", kind: "reference", codec: $.nullable($.reference(() => ReferencesID)) },
        { name: "many", kind: "value", codec: $.list($.reference(() => ReferencesID)) },
      ],
      result: $.nullable($.reference(() => ReferencesID)),
    },
    {
      name: "c",
      signature: "C(IAsyncEnumerable<IC>)",
      id: 0xa23a670c2107a775n,
      shape: 0xaf2ca726de09ef20n,
      kind: "stream",
      parameters: [{ name: "s", kind: "stream", codec: $.nullable($.reference(() => ReferencesIC)) }],
      result: $.reference(() => ReferencesID),
    },
    {
      name: "d",
      signature: "D(Holder)",
      id: 0x071dd96a5e49c34fn,
      shape: 0x60e78c1c0ce89a1en,
      kind: "unary",
      parameters: [{ name: "h", kind: "value", codec: Holder }],
    },
  ],
  uses: [$.streams, $.references],
}));

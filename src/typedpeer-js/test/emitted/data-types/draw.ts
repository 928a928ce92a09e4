// Written by TypedPeer for the contracts of Sample. Changes made here are lost when it is built again.

import * as $ from "typedpeer/contract";
import { Account, IShape, Settings } from "./types.js";

export interface IDraw {
  draw(shapes: IShape[], settings: Settings, at: [number, string | null], account: Account, options?: $.CallOptions): Promise<void>;
}

export const IDraw: $.PeerContract<IDraw> = /* @__PURE__ */ $.contract<IDraw>("Sample.IDraw", 0x40681c7b921f8c90n, 0xfc0947769647f7fdn, () => ({
  methods: [
    {
      name: "draw",
      signature: "DrawAsync(List<IShape>, Settings, (int X, string Label), Account)",
      id: 0x9f93cb490d5a8595n,
      shape: 0xe2e326ae7ec9d759n,
      kind: "unary",
      parameters: [
        { name: "shapes", kind: "value", codec: $.list(IShape) },
        { name: "settings", kind: "value", codec: Settings },
        { name: "at", kind: "value", codec: $.tuple($.int32, $.nullable($.string)) },
        { name: "account", kind: "value", codec: Account },
      ],
    },
  ],
}));

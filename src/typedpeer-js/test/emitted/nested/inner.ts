// Written by TypedPeer for the contracts of Sample. Changes made here are lost when it is built again.

import * as $ from "typedpeer/contract";
import { BoxOfNullableString } from "./types.js";

export interface IInner {
  m(box: BoxOfNullableString, class_: number, options?: $.CallOptions): Promise<void>;
  mOfInner(options?: $.CallOptions): Promise<void>;
}

export const IInner: $.PeerContract<IInner> = /* @__PURE__ */ $.contract<IInner>("Outer.IInner", 0x85c3ef81973e2945n, 0x939fff570f177ffen, () => ({
  methods: [
    {
      name: "m",
      signature: "M(Box<string>, int)",
      id: 0x021692b308cd70d9n,
      shape: 0x7b85048c3e0d5268n,
      kind: "unary",
      parameters: [{ name: "box", kind: "value", codec: BoxOfNullableString }, { name: "class_", kind: "value", codec: $.int32 }],
    },
    {
      name: "mOfInner",
      signature: "M()",
      id: 0x14d4986053956f65n,
      shape: 0x8877558c9ffd856fn,
      kind: "unary",
      parameters: [],
    },
  ],
}));

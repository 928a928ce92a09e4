// Written by TypedPeer for the contracts of Sample. Changes made here are lost when it is built again.

import * as $ from "typedpeer/contract";

/** An object that stays with its owner. */
export interface ISubjectTool {
  turn(times: number, options?: $.CallOptions): Promise<string>;
}

export const ISubjectTool: $.PeerContract<ISubjectTool> = /* @__PURE__ */ $.contract<ISubjectTool>("TypedPeer.Generators.Tests.TypeScript.Differential.ISubjectTool", 0x6886110583bdd9bbn, 0x7e9ee416c91e669cn, () => ({
  methods: [
    {
      name: "turn",
      signature: "TurnAsync(int)",
      id: 0x6ae84dde36b4ba41n,
      shape: 0xe6d3ba58d256295en,
      kind: "unary",
      parameters: [{ name: "times", kind: "value", codec: $.int32 }],
      result: $.string,
    },
  ],
}));

import * as $ from "typedpeer/contract";

/** A contract as the compiler of a C# project writes it. */
export interface IEcho {
  echo(text: string, options?: $.CallOptions): Promise<string>;
}

export const IEcho: $.PeerContract<IEcho> = /* @__PURE__ */ $.contract<IEcho>("Sample.IEcho", 0x2d1f3c4b5a697887n, 0x99aabbccddeeff01n, () => ({
  methods: [
    {
      name: "echo",
      signature: "EchoAsync(string)",
      id: 0x84f4dc5f597d8f5fn,
      shape: 0x5f31fd58269a3433n,
      kind: "unary",
      parameters: [{ name: "text", kind: "value", codec: $.string }],
      result: $.string,
    },
  ],
}));

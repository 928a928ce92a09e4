// Written by TypedPeer for the contracts of Sample. Changes made here are lost when it is built again.

import * as $ from "typedpeer/contract";
import { ISubjectTool } from "./subject-tool.js";

/** What both languages serve and call where their sessions are compared: a method of every kind. */
export interface ISubject {
  echo(text: string, options?: $.CallOptions): Promise<string>;
  note(text: string, options?: $.CallOptions): Promise<void>;
  /** Answers when the script says so, or its caller gives up. */
  hold(text: string, options?: $.CallOptions): Promise<number>;
  /** The same, and keeps no place among the others. */
  holdApart(text: string, options?: $.CallOptions): Promise<number>;
  /** Keeps its place until the script says so. */
  holdNote(text: string, options?: $.CallOptions): Promise<void>;
  fail(status: number, message: string, options?: $.CallOptions): Promise<void>;
  count(to: number, options?: $.CallOptions): $.PeerStream<number>;
  sum(numbers: $.StreamSource<number>, options?: $.CallOptions): Promise<bigint>;
  double(texts: $.StreamSource<string>, options?: $.CallOptions): $.PeerStream<string>;
  work(steps: number, progress: $.Progress<number>, options?: $.CallOptions): Promise<number>;
  tool(name: string, options?: $.CallOptions): Promise<ISubjectTool>;
  use(tool: ISubjectTool, options?: $.CallOptions): Promise<string>;
  /** May be lost. */
  hint(text: string, options?: $.CallOptions): Promise<void>;
  moved(position: number, options?: $.CallOptions): Promise<void>;
}

export const ISubject: $.PeerContract<ISubject> = /* @__PURE__ */ $.contract<ISubject>("TypedPeer.Generators.Tests.TypeScript.Differential.ISubject", 0xca01f2db8f7508can, 0x3e285896a12156e0n, () => ({
  methods: [
    {
      name: "echo",
      signature: "EchoAsync(string)",
      id: 0x2849d9c00be0c03an,
      shape: 0x5f31fd58269a3433n,
      kind: "unary",
      parameters: [{ name: "text", kind: "value", codec: $.string }],
      result: $.string,
    },
    {
      name: "note",
      signature: "NoteAsync(string)",
      id: 0x531201f3483673f9n,
      shape: 0x7ddf8b8748f3f4ean,
      kind: "oneWay",
      parameters: [{ name: "text", kind: "value", codec: $.string }],
      isOneWay: true,
    },
    {
      name: "hold",
      signature: "HoldAsync(string)",
      id: 0x3d2545ec908997c3n,
      shape: 0x878d8158b00ec725n,
      kind: "unary",
      parameters: [{ name: "text", kind: "value", codec: $.string }],
      result: $.int32,
    },
    {
      name: "holdApart",
      signature: "HoldApartAsync(string)",
      id: 0x7f4cd81a66ad4795n,
      shape: 0x878d8158b00ec725n,
      kind: "unary",
      parameters: [{ name: "text", kind: "value", codec: $.string }],
      result: $.int32,
      isConcurrent: true,
    },
    {
      name: "holdNote",
      signature: "HoldNoteAsync(string)",
      id: 0x4a444f8eb2d73fedn,
      shape: 0x7ddf8b8748f3f4ean,
      kind: "oneWay",
      parameters: [{ name: "text", kind: "value", codec: $.string }],
      isOneWay: true,
    },
    {
      name: "fail",
      signature: "FailAsync(int, string)",
      id: 0xe7081a4f8fc7e425n,
      shape: 0x4b0cab5d9f76ee30n,
      kind: "unary",
      parameters: [{ name: "status", kind: "value", codec: $.int32 }, { name: "message", kind: "value", codec: $.string }],
    },
    {
      name: "count",
      signature: "CountAsync(int)",
      id: 0x64b354830126d343n,
      shape: 0x755cc11d425db1e7n,
      kind: "stream",
      parameters: [{ name: "to", kind: "value", codec: $.int32 }],
      result: $.int32,
    },
    {
      name: "sum",
      signature: "SumAsync(IAsyncEnumerable<int>)",
      id: 0x2dde5df7a303d4a5n,
      shape: 0xc335b90fadbbb2can,
      kind: "unary",
      parameters: [{ name: "numbers", kind: "stream", codec: $.int32 }],
      result: $.int64,
    },
    {
      name: "double",
      signature: "DoubleAsync(IAsyncEnumerable<string>)",
      id: 0xf9c2bb4dcbff86a5n,
      shape: 0xad0d182f255cbeb7n,
      kind: "stream",
      parameters: [{ name: "texts", kind: "stream", codec: $.string }],
      result: $.string,
    },
    {
      name: "work",
      signature: "WorkAsync(int, IProgress<int>)",
      id: 0x4c586fffc1547672n,
      shape: 0x6b8691c93145d9d5n,
      kind: "unary",
      parameters: [{ name: "steps", kind: "value", codec: $.int32 }, { name: "progress", kind: "progress", codec: $.progress($.int32) }],
      result: $.int32,
    },
    {
      name: "tool",
      signature: "ToolAsync(string)",
      id: 0xba09f93fd23a66b7n,
      shape: 0x8f0d23c23ed993c2n,
      kind: "unary",
      parameters: [{ name: "name", kind: "value", codec: $.string }],
      result: $.reference(() => ISubjectTool),
    },
    {
      name: "use",
      signature: "UseAsync(ISubjectTool)",
      id: 0xec12bc835eaa0556n,
      shape: 0x54d425fed26fe32bn,
      kind: "unary",
      parameters: [{ name: "tool", kind: "reference", codec: $.reference(() => ISubjectTool) }],
      result: $.string,
    },
    {
      name: "hint",
      signature: "HintAsync(string)",
      id: 0x77d67b5726a48939n,
      shape: 0xb7c51bf913bb7738n,
      kind: "oneWay",
      parameters: [{ name: "text", kind: "value", codec: $.string }],
      isOneWay: true,
      isUnreliable: true,
    },
    {
      name: "moved",
      signature: "MovedAsync(int)",
      id: 0x955d231bc704d289n,
      shape: 0x20a5f6a8c5b885b2n,
      kind: "oneWay",
      parameters: [{ name: "position", kind: "value", codec: $.int32 }],
      isOneWay: true,
      isLatestWins: true,
    },
  ],
  uses: [$.streams, $.references, $.delivery],
}));

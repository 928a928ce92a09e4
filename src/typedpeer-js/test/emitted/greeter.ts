import * as $ from "typedpeer/contract";

/** One tick of a clock. */
export interface Tick {
  /** How many there were before. */
  number: number;
  /** What is said with it. */
  note: string | null;
}

export const TickCodec: $.Codec<Tick> = /* @__PURE__ */ $.object<Tick>("Tick", {
  number: $.int32,
  note: /* @__PURE__ */ $.nullable($.string),
});

/** Greets. */
export interface IGreeter {
  /** Greets somebody by name. */
  greet(name: string, options?: $.CallOptions): Promise<string>;
  /** Ticks until it is told to stop. */
  ticks(milliseconds: number, options?: $.CallOptions): $.PeerStream<Tick>;
  /** Adds numbers as they come. */
  sum(numbers: $.StreamSource<number>, options?: $.CallOptions): Promise<bigint>;
  /** Says that the cursor moved. */
  cursorMoved(x: number, y: number, options?: $.CallOptions): Promise<void>;
}

export const IGreeter: $.PeerContract<IGreeter> = /* @__PURE__ */ $.contract<IGreeter>("TypedPeer.Example.IGreeter", 0x5d8f22c2ab8fb1a4n, 0x1n, () => ({
  methods: [
    {
      name: "greet",
      signature: "GreetAsync(string)",
      id: 0x2n,
      shape: 0x3n,
      kind: "unary",
      parameters: [{ name: "name", kind: "value", codec: $.string }],
      result: $.string,
    },
    {
      name: "ticks",
      signature: "TicksAsync(int)",
      id: 0x4n,
      shape: 0x5n,
      kind: "stream",
      parameters: [{ name: "milliseconds", kind: "value", codec: $.int32 }],
      result: TickCodec,
    },
    {
      name: "sum",
      signature: "SumAsync(IAsyncEnumerable<int>)",
      id: 0x6n,
      shape: 0x7n,
      kind: "unary",
      parameters: [{ name: "numbers", kind: "stream", codec: $.int32 }],
      result: $.int64,
    },
    {
      name: "cursorMoved",
      signature: "CursorMovedAsync(int, int)",
      id: 0x8n,
      shape: 0x9n,
      kind: "oneWay",
      isOneWay: true,
      isLatestWins: true,
      parameters: [{ name: "x", kind: "value", codec: $.int32 }, { name: "y", kind: "value", codec: $.int32 }],
    },
  ],
}));

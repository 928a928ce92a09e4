import { gathered } from "./connection-end.js";
import { callsPerSecond, rate } from "./measure.js";

const messageSize = 16 * 1024;
const highWater = 1024 * 1024;
const lowWater = 256 * 1024;

let connection: RTCPeerConnection;
let json: RTCDataChannel;
let raw: RTCDataChannel;
let number = 0;
const pending = new Map<number, (result: number) => void>();

/** A page without this package: JSON and numbers on one channel, bytes on another. */
export const handWritten = {
  async offer(): Promise<string> {
    connection = new RTCPeerConnection();
    json = connection.createDataChannel("json");
    raw = connection.createDataChannel("raw");
    raw.binaryType = "arraybuffer";
    raw.bufferedAmountLowThreshold = lowWater;
    json.onmessage = ({ data }) => {
      const { id, result } = JSON.parse(data as string) as { id: number; result: number };
      pending.get(id)!(result);
      pending.delete(id);
    };
    await connection.setLocalDescription();
    await gathered(connection);
    return connection.localDescription!.sdp;
  },

  async connect(sdp: string): Promise<void> {
    const open = Promise.all([json, raw].map((channel) => new Promise<unknown>((resolve) => (channel.onopen = resolve))));
    await connection.setRemoteDescription({ type: "answer", sdp });
    await open;
  },

  calls: (inFlight: number, milliseconds: number): Promise<number> => callsPerSecond(() => call("add", [2, 3]), inFlight, milliseconds),

  async download(milliseconds: number): Promise<number> {
    const start = performance.now();
    let bytes = 0;
    let found = 0;
    await new Promise<void>((resolve) => {
      raw.onmessage = ({ data }) => {
        if (data === "end") return resolve();
        bytes += (data as ArrayBuffer).byteLength;
        if (found === 0 && performance.now() - start > milliseconds) {
          found = rate(bytes, start);
          raw.send("stop");
        }
      };
      raw.send("go");
    });
    return found;
  },

  async upload(milliseconds: number): Promise<number> {
    const start = performance.now();
    const message = new Uint8Array(messageSize);
    while (performance.now() - start < milliseconds) {
      while (raw.bufferedAmount < highWater) raw.send(message);
      await new Promise((resolve) => (raw.onbufferedamountlow = resolve));
    }
    const counted = new Promise<number>((resolve) => (raw.onmessage = ({ data }) => resolve(Number(data))));
    raw.send("count");
    return rate(await counted, start);
  },
};

function call(method: string, params: readonly number[]): Promise<number> {
  const id = ++number;
  json.send(JSON.stringify({ id, method, params }));
  return new Promise((resolve) => pending.set(id, resolve));
}

import { LinkError, parseAddress, answerOf } from "./address.js";
import { makeCertificate } from "./certificates.js";
import { DataChannel } from "./data-channel.js";
import type { ConnectionMaker } from "./dialling.js";

/** What is dialled for a worker with. */
export interface WorkerDialOptions {
  /** What makes connections. The platform's by default. */
  readonly connection?: ConnectionMaker | undefined;

  /** What the worker is sent along with the channel. */
  readonly data?: unknown;
}

interface Handed {
  readonly typedpeer: RTCDataChannel;
  readonly data: unknown;
}

/**
 * Connects to the listener at an address, for a worker: its channel goes there, and the session runs there, by `channelFrom` and `new PeerSession`. The connection stays in the page, which
 * closes it: it ends with the page, and is not made again when it is lost. Fails with a `LinkError` of the reason `no-workers` where the browser cannot give a channel to a worker.
 */
export async function dialForWorker(address: string, worker: Worker, options: WorkerDialOptions = {}): Promise<RTCPeerConnection> {
  const where = parseAddress(address);
  const make = options.connection ?? ((configuration) => new RTCPeerConnection(configuration));
  const certificate = await makeCertificate();
  const connection = make(certificate === undefined ? {} : { certificates: [certificate] });
  try {
    // In the task that makes it: later the browser refuses, and messages would be lost.
    hand(connection.createDataChannel("typedpeer", { negotiated: true, id: 0 }), worker, options.data);
    await connection.setLocalDescription();
    await connection.setRemoteDescription({ type: "answer", sdp: answerOf(where, connection.localDescription!.sdp) });
    return connection;
  } catch (failure) {
    connection.close();
    throw failure;
  }
}

function hand(channel: RTCDataChannel, worker: Worker, data: unknown): void {
  const handed: Handed = { typedpeer: channel, data };
  try {
    worker.postMessage(handed, [channel as unknown as Transferable]);
  } catch (failure) {
    throw new LinkError("no-workers", `The browser does not give data channels to workers (RTCDataChannel is not transferable): ${failure instanceof Error ? failure.message : String(failure)}`);
  }
}

/** In the worker: the channel that a message brings, and what came along; nothing where it is another message. The session is to be made of it before the message's task ends. */
export function channelFrom(event: MessageEvent): { readonly channel: DataChannel; readonly data: unknown } | undefined {
  const { typedpeer, data } = (event.data ?? {}) as Partial<Handed>;
  return typedpeer === undefined ? undefined : { channel: new DataChannel(typedpeer), data };
}

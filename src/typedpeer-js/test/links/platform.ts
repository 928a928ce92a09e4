// What a platform gives to links, in memory: connections with channels, and time that stands still until it is told to go on.
import type { TestContext } from "node:test";

/** Lets everything run that needs no time, until something holds. */
export async function until(holds: () => boolean, what: string): Promise<void> {
  for (let turn = 0; turn < 20_000; turn++) {
    if (holds()) return;
    await new Promise(setImmediate);
  }
  throw new Error(`It never came about that ${what}.`);
}

/** What WebCrypto does elsewhere, for as long as the machine likes. */
const elsewhere = ["importKey", "deriveBits", "deriveKey", "digest", "exportKey", "generateKey", "sign", "verify"] as const;

/** The timers and the clock of the process, which go on only where a test says so, and never before work is through that needs none of that time. */
export class Time {
  private now = 1000;
  private pending = 0;

  constructor(private readonly context: TestContext) {
    context.mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
    context.mock.method(performance, "now", () => this.now);
    for (const name of elsewhere) {
      const original = (crypto.subtle[name] as (...values: unknown[]) => Promise<unknown>).bind(crypto.subtle);
      context.mock.method(crypto.subtle, name, (...values: unknown[]) => {
        this.pending++;
        return original(...values).finally(() => this.pending--);
      });
    }
  }

  /** Lets everything run that needs no time. */
  async settle(): Promise<void> {
    do await new Promise(setImmediate);
    while (this.pending > 0);
  }

  /** Lets so many milliseconds pass, and what is due in them happen. */
  async pass(milliseconds: number): Promise<void> {
    await this.settle();
    for (let left = milliseconds; left > 0; left -= 10) {
      const step = Math.min(left, 10);
      this.now += step;
      this.context.mock.timers.tick(step);
      await this.settle();
    }
  }
}

/** A target whose events are told to its property, too. */
class Told extends EventTarget {
  tell(type: string, more: object = {}): void {
    const event = Object.assign(new Event(type), more);
    this.dispatchEvent(event);
    (this as unknown as Record<string, ((event: Event) => void) | null | undefined>)[`on${type}`]?.(event);
  }
}

/** A data channel, one of two that are each other's end once their connections are up. */
export class FakeDataChannel extends Told {
  readyState: RTCDataChannelState = "connecting";
  bufferedAmount = 0;
  bufferedAmountLowThreshold = 0;
  binaryType = "";
  private other: FakeDataChannel | undefined;

  constructor(
    readonly label: string,
    readonly id: number | null,
  ) {
    super();
  }

  join(other: FakeDataChannel): void {
    this.other = other;
    this.readyState = "open";
    this.tell("open");
  }

  send(message: Uint8Array): void {
    if (this.readyState !== "open") throw new DOMException("The channel is not open.", "InvalidStateError");
    const data = message.slice().buffer;
    queueMicrotask(() => {
      if (this.other?.readyState === "open") this.other.tell("message", { data });
    });
  }

  close(): void {
    if (this.readyState === "closed") return;
    this.readyState = "closed";
    queueMicrotask(() => this.tell("close"));
    const { other } = this;
    queueMicrotask(() => other?.close());
  }
}

/** Connections that find each other by what their descriptions say. */
export class FakePlatform {
  readonly connections: FakeConnection[] = [];

  /** Makes connections for a side that has a certificate; those of a browser, or of another kind. */
  maker(fingerprint: string, Kind: typeof FakeConnection = FakeConnection): () => RTCPeerConnection {
    return () => {
      const made = new Kind(this, this.connections.length, fingerprint);
      this.connections.push(made);
      return made as unknown as RTCPeerConnection;
    };
  }
}

/** As much of `RTCPeerConnection` as links use. */
export class FakeConnection extends Told {
  signalingState: RTCSignalingState = "stable";
  connectionState: RTCPeerConnectionState = "new";
  iceConnectionState: RTCIceConnectionState = "new";
  localDescription: RTCSessionDescriptionInit | null = null;
  remoteDescription: RTCSessionDescriptionInit | null = null;
  currentRemoteDescription: RTCSessionDescriptionInit | null = null;
  readonly candidates: unknown[] = [];
  readonly channels: FakeDataChannel[] = [];

  /** How often ICE was restarted. */
  restarts = 0;

  private other: FakeConnection | undefined;
  private isNeeded = false;

  constructor(
    private readonly platform: FakePlatform,
    readonly number: number,
    private readonly fingerprint: string,
  ) {
    super();
  }

  createDataChannel(label: string, options: RTCDataChannelInit = {}): FakeDataChannel {
    const channel = new FakeDataChannel(label, options.id ?? null);
    this.channels.push(channel);
    if (this.localDescription === null) this.needNegotiation();
    return channel;
  }

  async setLocalDescription(): Promise<void> {
    this.describe(this.signalingState === "have-remote-offer" ? "answer" : "offer", "");
  }

  protected describe(type: "offer" | "answer", lines: string): void {
    this.localDescription = { type, sdp: `v=0\r\na=connection:${this.number}\r\na=restarts:${this.restarts}\r\na=fingerprint:sha-256 ${this.fingerprint}\r\n${lines}` };
    this.connectionState = this.other === undefined ? "connecting" : this.connectionState;
    if (type === "answer") this.settle();
    else this.signalingState = "have-local-offer";
    const candidate = { candidate: `candidate:${this.number}`, toJSON: () => ({ candidate: `candidate:${this.number}`, sdpMid: "0" }) };
    queueMicrotask(() => this.tell("icecandidate", { candidate }));
  }

  async setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
    this.remoteDescription = description;
    if (description.type === "answer") this.settle();
    else this.signalingState = "have-remote-offer";
  }

  async addIceCandidate(candidate: unknown): Promise<void> {
    this.candidates.push(candidate);
  }

  restartIce(): void {
    this.restarts++;
    this.needNegotiation();
  }

  close(): void {
    this.signalingState = "closed";
    for (const channel of this.channels) channel.close();
  }

  /** The path falls silent, is found again, or is given up. */
  path(state: RTCIceConnectionState): void {
    this.iceConnectionState = state;
    this.tell("iceconnectionstatechange");
  }

  protected needNegotiation(): void {
    if (this.isNeeded) return;
    this.isNeeded = true;
    queueMicrotask(() => {
      this.isNeeded = false;
      if (this.signalingState !== "closed") this.tell("negotiationneeded");
    });
  }

  /** Offer and answer are exchanged: the first time channels open, and any time the path is there. */
  protected settle(): void {
    this.signalingState = "stable";
    this.currentRemoteDescription = this.remoteDescription;
    const other = this.platform.connections[Number(/^a=connection:(\d+)/m.exec(this.remoteDescription!.sdp!)![1])]!;
    if (other.signalingState !== "stable" || other.currentRemoteDescription === null) return;
    for (const [one, peer] of [[this, other], [other, this]] as const) {
      one.connectionState = "connected";
      one.path("connected");
      if (one.other === undefined) for (const channel of one.channels) channel.join(peer.channels.find((its) => its.id === channel.id)!);
    }
    this.other = other;
    other.other = this;
  }
}

/** One that offers by itself as soon as it has a channel, and answers by itself, as node-datachannel's does: its descriptions have the candidates, and it cannot restart ICE. */
export class SelfOfferingConnection extends FakeConnection {
  override async setLocalDescription(): Promise<void> {}

  override async setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
    if (description.type === "answer" && this.signalingState !== "have-local-offer") throw new Error("Nothing was offered.");
    this.remoteDescription = description;
    if (description.type === "answer") this.settle();
    else this.describeItself("answer");
  }

  override restartIce(): void {
    throw new DOMException("Not implemented");
  }

  protected override needNegotiation(): void {
    this.describeItself("offer");
  }

  private describeItself(type: "offer" | "answer"): void {
    this.describe(type, `a=candidate:${this.number}\r\na=end-of-candidates\r\n`);
  }
}

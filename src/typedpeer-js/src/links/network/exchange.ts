import { LinkError } from "../address.js";
import { fingerprintOf } from "../certificates.js";
import type { Envelope } from "./server.js";
import { randomHex } from "./server.js";

/** What an exchange needs of its network. */
export interface ExchangeHost {
  send(type: string, payload: unknown, dst: string): boolean;
  readonly metadata: unknown;
}

/** The most messages that wait until the connection takes them. */
const maxWaiting = 256;

/** The descriptions and candidates of one connection, over the server (W3C, "Perfect negotiation"). */
export class Exchange {
  connection: RTCPeerConnection | undefined;

  /** Whether this side has offered it, and the peer has not answered. */
  isOffering: boolean;

  /** Aborted when another takes its place, or it has failed; the reason is a `LinkError` then. */
  readonly over = new AbortController();

  isUp = false;

  private readonly tieBreaker = randomHex(16);
  private readonly waiting: Envelope[] = [];
  private steps: Promise<void> = Promise.resolve();
  private candidates: RTCIceCandidate[] | undefined = [];

  constructor(
    private readonly host: ExchangeHost,
    private readonly peer: string,
    private readonly link: string,
    readonly id: string,
    readonly offers: boolean,
  ) {
    this.isOffering = offers;
  }

  /** The connection is there: what waits is taken, and each offer that it needs is made. */
  begin(connection: RTCPeerConnection): void {
    this.connection = connection;
    connection.onicecandidate = ({ candidate }) => {
      if (candidate === null) return;
      if (this.candidates !== undefined) this.candidates.push(candidate);
      else this.sendCandidate(candidate);
    };
    connection.onnegotiationneeded = () => {
      if (this.offers || this.isUp) this.step(() => this.describe("offer"));
    };
    for (const envelope of this.waiting.splice(0)) this.deliver(envelope);
  }

  /** A message of the peer's came. */
  deliver(envelope: Envelope): void {
    if (envelope.type !== "CANDIDATE") this.isOffering = false;
    if (this.connection === undefined) {
      if (this.waiting.length < maxWaiting) this.waiting.push(envelope);
      return;
    }
    this.step(() => (envelope.type === "CANDIDATE" ? this.takeCandidate(envelope.payload.candidate) : this.takeDescription(envelope)));
  }

  /** There will be no connection, unless it is up already. */
  fail(reason: LinkError): void {
    if (!this.isUp) this.over.abort(reason);
  }

  /** There is a server again: what was said last may have been lost with the one before. */
  repeat(): void {
    const { connection } = this;
    if (connection?.localDescription && (connection.signalingState === "have-local-offer" || connection.connectionState === "new" || connection.connectionState === "connecting")) {
      this.sendDescription(connection.localDescription);
    }
  }

  private step(action: () => Promise<void>): void {
    this.steps = this.steps.then(action).catch((failure: unknown) => {
      this.fail(new LinkError("invalid-message", `What the peer says of the connection cannot be used: ${failure instanceof Error ? failure.message : String(failure)}`));
    });
  }

  private async takeDescription({ payload }: Envelope): Promise<void> {
    const connection = this.connection!;
    const description = payload.sdp as RTCSessionDescriptionInit;
    if (this.isUp && fingerprintOf(description.sdp) !== fingerprintOf(connection.currentRemoteDescription?.sdp)) {
      // A restart of ICE keeps the certificate. Who has another was started anew, and has no part in this connection, whose session would hear from it in the middle.
      connection.close();
      return;
    }
    if (description.type === "answer") {
      if (connection.signalingState === "have-local-offer") await connection.setRemoteDescription(description);
      return;
    }
    // Where offers cross the side with the smaller number gives way.
    if (connection.signalingState === "have-local-offer" && String(payload.typedpeer?.tieBreaker) < this.tieBreaker) return;
    await connection.setRemoteDescription(description);
    await this.describe("answer");
  }

  private async describe(type: "offer" | "answer"): Promise<void> {
    const connection = this.connection!;
    if (connection.signalingState === "closed" || (type === "offer" && connection.signalingState !== "stable")) return;
    // The candidates of a description go behind it.
    this.candidates ??= [];
    await connection.setLocalDescription();
    if (connection.localDescription?.type === type) this.sendDescription(connection.localDescription);
    const found = this.candidates;
    this.candidates = undefined;
    for (const candidate of found) this.sendCandidate(candidate);
  }

  private async takeCandidate(candidate: RTCIceCandidateInit | null | undefined): Promise<void> {
    if (typeof candidate?.candidate !== "string" || candidate.candidate === "" || this.connection!.remoteDescription === null) return;
    try {
      await this.connection!.addIceCandidate(candidate);
    } catch {
      // One that cannot be used, or is of a description that gave way: others may work.
    }
  }

  private sendDescription({ type, sdp }: RTCSessionDescription): void {
    const { metadata } = this.host;
    const mark = { link: this.link, tieBreaker: this.tieBreaker };
    const about = { type: "data", connectionId: this.id, typedpeer: mark };
    if (type === "offer") {
      this.host.send("OFFER", { sdp: { type, sdp }, label: "typedpeer", reliable: true, serialization: "raw", ...(metadata === undefined ? {} : { metadata }), ...about }, this.peer);
    } else {
      this.host.send("ANSWER", { sdp: { type, sdp }, ...about }, this.peer);
    }
  }

  private sendCandidate(candidate: RTCIceCandidate): void {
    this.host.send("CANDIDATE", { candidate: candidate.toJSON(), type: "data", connectionId: this.id }, this.peer);
  }
}

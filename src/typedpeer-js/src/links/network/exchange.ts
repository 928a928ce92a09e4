import { LinkError } from "../address.js";
import { fingerprintOf } from "../certificates.js";
import { pause } from "../pause.js";
import type { Envelope } from "./server.js";
import { randomHex } from "./server.js";

/** What an exchange needs of its network. */
export interface ExchangeHost {
  send(type: string, payload: unknown, dst: string): boolean;
  readonly metadata: unknown;
}

/** The most messages that wait until the connection takes them. */
const maxWaiting = 256;

/** How long an answer is waited for before the offer is said again, and twice as long each time, up to the longest: as peers in .NET do. */
const patience = 3000;
const longestPatience = 60_000;

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

  /** Whether the connection offers by itself as soon as it has a channel, and says nothing of needs: node-datachannel's does, against W3C. */
  private offersItself = false;
  private isRepeating = false;

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
    this.offersItself = connection.signalingState === "have-local-offer";
    if (this.offersItself && this.offers) this.step(async () => this.sendDescription(connection.localDescription!));
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
    if (connection?.localDescription && (this.awaitsAnswer || connection.connectionState === "new" || connection.connectionState === "connecting")) {
      this.sendDescription(connection.localDescription);
    }
  }

  /** Whether this side has offered, and not only its platform. */
  private get awaitsAnswer(): boolean {
    return this.connection!.signalingState === "have-local-offer" && (this.offers || this.isUp);
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
      if (!this.awaitsAnswer) return;
      await connection.setRemoteDescription(description);
      this.tellCandidates();
      return;
    }
    // Where offers cross the side with the smaller number gives way.
    if (this.awaitsAnswer && String(payload.typedpeer?.tieBreaker) < this.tieBreaker) return;
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
    this.tellCandidates();
  }

  private async takeCandidate(candidate: RTCIceCandidateInit | null | undefined): Promise<void> {
    if (typeof candidate?.candidate !== "string" || candidate.candidate === "" || this.connection!.remoteDescription === null) return;
    try {
      await this.connection!.addIceCandidate(candidate);
    } catch {
      // One that cannot be used, or is of a description that gave way: others may work.
    }
  }

  /** Tells the candidates that were found so far, and from now on each at once. */
  private tellCandidates(): void {
    const found = this.candidates ?? [];
    this.candidates = undefined;
    for (const candidate of found) this.sendCandidate(candidate);
  }

  private sendDescription(description: RTCSessionDescription): void {
    const { metadata } = this.host;
    const { type } = description;
    // libdatachannel refuses the certificate of a peer whose checks come in before it has stored the answer: none come to candidates that are not told.
    const sdp = this.offersItself && this.awaitsAnswer ? description.sdp.replace(/^a=(candidate:|end-of-candidates).*\r\n/gm, "") : description.sdp;
    const mark = { link: this.link, tieBreaker: this.tieBreaker };
    const about = { type: "data", connectionId: this.id, typedpeer: mark };
    if (type === "offer") {
      void this.repeatUntilAnswered();
      this.host.send("OFFER", { sdp: { type, sdp }, label: "typedpeer", reliable: true, serialization: "raw", ...(metadata === undefined ? {} : { metadata }), ...about }, this.peer);
    } else {
      this.host.send("ANSWER", { sdp: { type, sdp }, ...about }, this.peer);
    }
  }

  /** Servers lose what they are told, too, and forget what a peer does not fetch in time that has lost them. */
  private async repeatUntilAnswered(): Promise<void> {
    const { signal } = this.over;
    if (this.isRepeating) return;
    this.isRepeating = true;
    for (let delay = patience; this.awaitsAnswer && !signal.aborted; delay = Math.min(2 * delay, longestPatience)) {
      await pause(delay, signal);
      if (this.awaitsAnswer && !signal.aborted) this.repeat();
    }
    this.isRepeating = false;
  }

  private sendCandidate(candidate: RTCIceCandidate): void {
    this.host.send("CANDIDATE", { candidate: candidate.toJSON(), type: "data", connectionId: this.id }, this.peer);
  }
}

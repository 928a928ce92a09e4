import type { ChannelIdentities, ResumeOutcome } from "../driving/index.js";
import { typeResume, typeResumeProof, typeResumeRefused } from "../wire/index.js";
import { refused, type ResumeExchange } from "./exchange.js";
import type { HandedChannel } from "./handed-channel.js";

/** Whose session may go on. */
export interface ResumeOwner {
  /** Whether the session is over. */
  readonly hasEnded: boolean;

  /** Begins to find out who is there; or why that is not to be, which the peer is told. */
  begin(attempt: ResumeAttempt): ResumeExchange | string;

  /** The peer there refuses, or has begun another session. */
  giveUp(reason: string): void;

  /** Whether a peer that is proven can have so many of this side's messages. */
  mayHave(count: number): boolean;

  /** Goes on over this channel and no other: the peer there is proven, and has so many of this side's messages. */
  goOn(attempt: ResumeAttempt, received: number): void;
}

/** One channel that the session may go on over: what comes there until the peer is proven is the exchange's, and what comes behind that is the session's. */
export class ResumeAttempt {
  /** Done when it is known what became of it. Never fails. */
  readonly outcome: Promise<ResumeOutcome>;

  private tell!: (outcome: ResumeOutcome) => void;
  private exchange: ResumeExchange | undefined;
  private readonly unread: Uint8Array[] = [];
  private isTaking = false;
  private isFirst = true;
  private isOver = false;

  constructor(
    readonly channel: HandedChannel,
    readonly identities: ChannelIdentities,
    private readonly owner: ResumeOwner,
  ) {
    this.outcome = new Promise((resolve) => (this.tell = resolve));
    const failed = (): void => this.end("failed");
    channel.listen({
      opened: () => void this.opened().catch(failed),
      message: (bytes) => {
        this.unread.push(bytes);
        void this.takeAll().catch(failed);
      },
      datagram: () => undefined,
      low: () => undefined,
      closed: failed,
    });
  }

  /** Leaves the channel alone: whoever handed it over closes it, and nothing more is said there. */
  drop(): void {
    this.end("failed");
  }

  /** The session is over: whoever asks on the channel is still told that, until it is closed. */
  sessionEnded(): void {
    this.tell("failed");
  }

  private end(outcome: ResumeOutcome): void {
    this.isOver = true;
    this.tell(outcome);
  }

  private async opened(): Promise<void> {
    if (this.isOver) return;
    const begun = this.owner.begin(this);
    if (typeof begun === "string") {
      this.refuse(begun);
      return;
    }
    const first = await begun.begin();
    if (this.isOver) return;
    this.channel.send(first);
    // What came before waits for that: no answer leaves ahead of it.
    this.exchange = begun;
    await this.takeAll();
  }

  private async takeAll(): Promise<void> {
    const { exchange, unread } = this;
    if (this.isTaking || exchange === undefined) return;
    this.isTaking = true;
    while (unread.length > 0 && !this.isOver) await this.take(unread.shift()!, exchange);
    this.isTaking = false;
  }

  private async take(message: Uint8Array, exchange: ResumeExchange): Promise<void> {
    if (this.isFirst && !resumes(message)) {
      this.owner.giveUp("the peer has begun another session");
      this.channel.release(message, ...this.unread.splice(0));
      this.end({ begunAnew: this.channel });
      return;
    }
    this.isFirst = false;
    const answer = await exchange.receive(message);
    // Given up meanwhile: a proof would make the peer go over to a channel that is about to close, and a refusal would say that the session is over.
    if (this.isOver) return;
    const { refusal, isRefusedByPeer } = exchange;
    if (this.owner.hasEnded) {
      this.refuse("the session is over");
    } else if (refusal !== undefined) {
      if (!isRefusedByPeer) return this.refuse(refusal);
      this.owner.giveUp(refusal);
      this.end("failed");
    } else if (!exchange.isProven) {
      if (answer !== undefined) this.channel.send(answer);
    } else if (this.owner.mayHave(exchange.peerReceived)) {
      if (answer !== undefined) this.channel.send(answer);
      // What came meanwhile is the session's.
      this.channel.release(...this.unread.splice(0));
      this.owner.goOn(this, exchange.peerReceived);
      this.end("goes-on");
    } else {
      this.end("failed");
    }
  }

  /** Failed once the word has left: whoever handed the channel over closes the connection then, and what it holds would be lost. */
  private refuse(why: string): void {
    this.isOver = true;
    this.channel.send(refused(why));
    this.channel.close();
  }
}

/** Whether the first message of a channel goes on with a session; everything else begins one. */
function resumes([type]: Uint8Array): boolean {
  return type === typeResume || type === typeResumeProof || type === typeResumeRefused;
}

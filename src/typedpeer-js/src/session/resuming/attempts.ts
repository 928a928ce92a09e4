import type { PeerChannel } from "../channels/index.js";
import { leastMessage } from "../core/index.js";
import type { ChannelIdentities, PeerSession, ResumeOutcome } from "../driving/index.js";
import { ResumeAttempt, type ResumeOwner } from "./attempt.js";
import { ResumeExchange } from "./exchange.js";
import { HandedChannel } from "./handed-channel.js";
import { keySize } from "./key.js";
import type { ResumableDelivery } from "./resumable-delivery.js";

/** Both sides may connect at once, and one path may come up while another is tried; the oldest gives way. */
const maxAttempts = 4;

/** The channels that a session may go on over, of which it takes the first whose peer is the one. */
export class ResumeAttempts implements ResumeOwner {
  private open: ResumeAttempt[] = [];

  constructor(
    private readonly session: PeerSession,
    private readonly delivery: ResumableDelivery,
  ) {
    void session.closed.then(() => {
      for (const attempt of this.open) attempt.sessionEnded();
    });
  }

  get hasEnded(): boolean {
    return this.session.core.hasEnded;
  }

  /** Goes on over a channel, if the peer there proves to be the one. Never fails. */
  async over(channel: PeerChannel, identities: ChannelIdentities): Promise<ResumeOutcome> {
    const { session } = this;
    const attempt = new ResumeAttempt(new HandedChannel(channel), identities, this);
    const cancel = session.surroundings.after(session.core.state.options.handshakeTimeout, () => attempt.drop());
    const outcome = await attempt.outcome;
    cancel();
    this.open = this.open.filter((one) => one !== attempt);
    return outcome;
  }

  begin(attempt: ResumeAttempt): ResumeExchange | string {
    const { delivery, hasEnded, open, session } = this;
    const { channel, identities } = attempt;
    if (!(channel.maxMessageSize >= leastMessage) || !isSame(session.authorize(), session.core.state.identity)) return "the peer may not have this session";
    if (hasEnded || !delivery.canResume) return "the session is over";
    open.push(attempt);
    if (open.length > maxAttempts) open.shift()!.drop();
    return new ResumeExchange(delivery.key!, { nonce: crypto.getRandomValues(new Uint8Array(keySize)), received: delivery.received, identity: identities.own }, identities.peer);
  }

  giveUp(reason: string): void {
    this.session.giveUp(reason);
  }

  mayHave(count: number): boolean {
    return this.delivery.mayHave(count);
  }

  goOn(attempt: ResumeAttempt, received: number): void {
    const { session, delivery, open } = this;
    for (const one of open) {
      if (one !== attempt) one.drop();
    }
    const before = session.channel;
    const { channel } = attempt;
    session.attach(channel, () => session.core.guard(() => delivery.resume(channel.maxMessageSize, received)));
    before.close();
  }
}

/** Whether what the application says now of the peer is what it said when the session began. */
function isSame(now: unknown, before: unknown): boolean {
  if (Object.is(now, before)) return true;
  try {
    return typeof now === "object" && JSON.stringify(now) === JSON.stringify(before);
  } catch {
    // It has no JSON: another object is another peer.
    return false;
  }
}

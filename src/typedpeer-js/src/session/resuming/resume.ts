import type { PeerChannel } from "../channels/index.js";
import type { ChannelIdentities, PeerSession, ResumeOutcome, SessionPart } from "../driving/index.js";
import { featureResume, featureSuspend } from "../wire/index.js";
import { refused, ResumeExchange } from "./exchange.js";
import { HandedChannel } from "./handed-channel.js";
import { keySize } from "./key.js";
import { ResumableDelivery } from "./resumable-delivery.js";

/** Lets a session go on over another channel when its own is lost, where `resumeTimeout` says how long it waits for one. Links bring it along. */
export const resume: SessionPart = {
  part: "resume",
  join(session) {
    const { core } = session;
    if (core.state.options.resumeTimeout <= 0) return;
    if (globalThis.crypto?.subtle === undefined) {
      core.state.report("A session that is to resume", new TypeError("The page has no secure context, and so no crypto.subtle, which proves to the peer who goes on: the session ends with its channel."));
      return;
    }
    const delivery = new ResumableDelivery(core, crypto.getRandomValues(new Uint8Array(keySize)));
    delivery.onSuspended = () => session.onsuspend?.();
    session.resumeOver = (channel, identities) => resumeOver(session, delivery, channel, identities);
    core.delivery = delivery;
    core.parts.push(delivery);
    core.orderlyEnd.isSettled = (isSaid) => delivery.isSettled(isSaid);
    core.state.handshake.ownFeatures |= featureResume | featureSuspend;
  },
};

/** Goes on over a channel, if the peer there proves to be the one. Never fails. */
async function resumeOver(session: PeerSession, delivery: ResumableDelivery, channel: PeerChannel, identities: ChannelIdentities): Promise<ResumeOutcome> {
  const { options } = session.core.state;
  const handed = new HandedChannel(channel);
  if (!delivery.canResume || session.core.hasEnded) return "failed";
  const exchange = new ResumeExchange(delivery.key!, { nonce: crypto.getRandomValues(new Uint8Array(keySize)), received: delivery.received, identity: identities.own }, identities.peer);
  const outcome = await new Promise<ResumeOutcome>((resolve) => {
    const timer = setTimeout(() => done("failed"), options.handshakeTimeout);
    let isGivenUp = false;
    const done = (what: ResumeOutcome): void => {
      clearTimeout(timer);
      isGivenUp ||= what === "failed";
      resolve(what);
    };
    const say = (message: Uint8Array | undefined): void => {
      if (message !== undefined) handed.send(message);
    };
    const unread: Uint8Array[] = [];
    let isTaking = false;
    const take = async (bytes: Uint8Array): Promise<void> => {
      const answer = await exchange.receive(bytes);
      // A word on a channel that is about to close would mislead the peer.
      if (isGivenUp) return;
      if (exchange.refusal !== undefined) {
        if (exchange.isBegunAnew) handed.release(bytes, ...unread.splice(0));
        else if (!exchange.isRefusedByPeer) say(refused(exchange.refusal));
        done(exchange.isBegunAnew ? { begunAnew: handed } : "failed");
      } else if (!exchange.isProven) {
        say(answer);
      } else if (session.core.hasEnded || !delivery.mayHave(exchange.peerReceived)) {
        say(refused("the session is over"));
        done("failed");
      } else {
        say(answer);
        // What came meanwhile is the session's.
        handed.release(...unread.splice(0));
        goOn(session, delivery, handed, exchange.peerReceived);
        done("goes-on");
      }
    };
    const takeAll = async (): Promise<void> => {
      if (isTaking) return;
      isTaking = true;
      while (unread.length > 0 && !isGivenUp && !exchange.isProven && exchange.refusal === undefined) await take(unread.shift()!);
      isTaking = false;
    };
    const failed = (): void => done("failed");
    handed.listen({
      opened: () => void exchange.begin().then(say).catch(failed),
      message: (bytes) => {
        unread.push(bytes);
        takeAll().catch(failed);
      },
      datagram: () => undefined,
      low: () => undefined,
      closed: failed,
    });
    // Who asks on that channel is still told that the session is over.
    void session.closed.then(() => {
      clearTimeout(timer);
      resolve("failed");
    });
  });
  if (exchange.isRefusedByPeer) session.giveUp(exchange.refusal ?? "the peer refuses");
  return outcome;
}

/** The peer is proven: the session changes over. */
function goOn(session: PeerSession, delivery: ResumableDelivery, channel: HandedChannel, received: number): void {
  const before = session.channel;
  session.attach(channel, () => session.core.guard(() => delivery.resume(channel.maxMessageSize, received)));
  before.close();
}

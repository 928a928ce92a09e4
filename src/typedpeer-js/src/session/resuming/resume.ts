import type { SessionPart } from "../driving/index.js";
import { featureResume, featureSuspend } from "../wire/index.js";
import { ResumeAttempts } from "./attempts.js";
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
    delivery.onSuspended = () => {
      // A peer that suspends hears by that that it was understood.
      session.takesMessages = false;
      session.channel.close();
      session.onsuspend?.();
    };
    const attempts = new ResumeAttempts(session, delivery);
    session.resumeOver = (channel, identities) => attempts.over(channel, identities);
    core.delivery = delivery;
    core.parts.push(delivery);
    core.orderlyEnd.isSettled = (isSaid) => delivery.isSettled(isSaid);
    core.state.handshake.ownFeatures |= featureResume | featureSuspend;
  },
};

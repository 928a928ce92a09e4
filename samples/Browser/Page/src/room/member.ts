import type { PeerLink, PeerLinkState } from "typedpeer";
import type { BoardDigest, Dot, Stroke } from "../api/index.js";
import { type Profile, profileOf } from "./profile.js";

/** Another peer of the room, and what is known of it. */
export class Member {
  profile: Profile;

  /** Since when it says so. */
  profileAt = 0;
  link: PeerLink | undefined;
  digest: BoardDigest | undefined;

  /** The stroke that it draws now, and where its pen was last. */
  sketch: Stroke | undefined;
  pen: Dot | undefined;
  penAt = 0;

  /** When the server said that it left; it may come back. */
  leftAt: number | undefined;

  /** Its board is being read. */
  isReading = false;

  constructor(readonly id: string) {
    this.profile = profileOf(undefined, id);
  }

  get state(): PeerLinkState {
    return this.link?.state ?? "connecting";
  }
}

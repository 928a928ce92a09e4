/** What a channel tells the session on it, each on its own: no call comes within another. */
export interface PeerChannelEvents {
  /** The channel takes messages. */
  opened(): void;

  /** A message came. Its bytes do not change any more. */
  message(bytes: Uint8Array): void;

  /** A datagram came, by the lane beside the channel. */
  datagram(bytes: Uint8Array): void;

  /** What waits has fallen to {@link PeerChannel.bufferedAmountLowThreshold}. */
  low(): void;

  /** Nothing goes in or out any more, with why. */
  closed(why: string): void;
}

/** An ordered, reliable channel of messages, which a session runs on: an `RTCDataChannel`, or one of a pair in memory. */
export interface PeerChannel {
  /** The largest message it sends, in bytes. */
  readonly maxMessageSize: number;

  /** How many bytes wait to be sent. */
  readonly bufferedAmount: number;

  /** At how many bytes that wait it tells that they are few; 0 at first. */
  set bufferedAmountLowThreshold(bytes: number);

  /** The largest datagram of the lane beside it, which loses and reorders; 0 where there is none. */
  readonly maxDatagramSize: number;

  /** Begins to tell. Called once; what came before is told then. */
  listen(events: PeerChannelEvents): void;

  /** Sends a message, whose bytes are the caller's again once this returns. Throws where it is not open. */
  send(message: Uint8Array): void;

  /** Sends a datagram, or loses it. */
  sendDatagram(datagram: Uint8Array): void;

  /** Makes the lane. False where there is none to be had. */
  openLane(): boolean;

  /** Sends what waits, and closes. */
  close(): void;
}

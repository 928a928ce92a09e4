import { answerOf, LinkError, type LinkErrorReason, type PeerAddress } from "./address.js";

/** A connection with the channel that a session runs on. */
export interface Connected {
  readonly connection: RTCPeerConnection;
  readonly channel: RTCDataChannel;
}

/** What makes connections: the platform's, or what a program for Node gives. */
export type ConnectionMaker = (configuration: RTCConfiguration) => RTCPeerConnection;

/** Connects to the listener at an address. */
export async function connectTo(address: PeerAddress, make: ConnectionMaker, timeout: number, signal: AbortSignal): Promise<Connected> {
  const connection = make({});
  const channel = connection.createDataChannel("typedpeer", { negotiated: true, id: 0 });
  try {
    await connection.setLocalDescription();
    await connection.setRemoteDescription({ type: "answer", sdp: answerOf(address, connection.localDescription!.sdp) });
    await opened(connection, channel, timeout, signal);
    return { connection, channel };
  } catch (failure) {
    connection.close();
    throw failure;
  }
}

/** Waits for the channel to open. */
export function opened(connection: RTCPeerConnection, channel: RTCDataChannel, timeout: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (reason: LinkErrorReason, message: string): void => settle(() => reject(new LinkError(reason, message)));
    const unanswered = async (): Promise<void> => {
      const failure = await whyUnanswered(connection);
      settle(() => reject(failure));
    };
    const timer = setTimeout(() => void unanswered(), timeout);
    const transport = connection.sctp?.transport;
    const listeners: [EventTarget, string, () => void][] = [
      [channel, "open", () => settle(resolve)],
      [channel, "close", () => fail("refused", "The peer ended the connection before it was up.")],
      [connection, "iceconnectionstatechange", () => {
        if (connection.iceConnectionState === "failed") void unanswered();
      }],
      [signal, "abort", () => fail("closed", "The link was closed.")],
    ];
    if (transport) {
      listeners.push([transport, "statechange", () => {
        if (transport.state === "failed") fail("wrong-certificate", "Somebody else than the peer answered.");
      }]);
    }
    const settle = (action: () => void): void => {
      clearTimeout(timer);
      for (const [target, type, listener] of listeners) target.removeEventListener(type, listener);
      action();
    };
    for (const [target, type, listener] of listeners) target.addEventListener(type, listener);
    if (channel.readyState === "open") settle(resolve);
    else if (signal.aborted) fail("closed", "The link was closed.");
  });
}

/** Says whether the browser tried nothing at all, since it does not let the page reach local networks. */
async function whyUnanswered(connection: RTCPeerConnection): Promise<LinkError> {
  const ask = (name: string): Promise<string> =>
    globalThis.navigator?.permissions?.query({ name: name as PermissionName }).then((permission) => permission.state, () => "unknown") ?? Promise.resolve("unknown");
  const states = await Promise.all(["local-network-access", "local-network", "loopback-network"].map(ask));
  return connection.iceConnectionState === "new" && states.includes("denied")
    ? new LinkError("local-network-access", "The browser does not let this page reach the local network: allow it in the site's settings, and dial again.")
    : new LinkError("no-answer", "Nobody answered: the peer is gone, not reachable, or has another certificate.");
}

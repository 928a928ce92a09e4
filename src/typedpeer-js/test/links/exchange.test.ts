import assert from "node:assert/strict";
import { test } from "node:test";
import { Exchange } from "../../src/links/network/exchange.js";
import type { Envelope } from "../../src/links/network/server.js";
import { FakePlatform, SelfOfferingConnection } from "./platform.js";

const sdpOf = (fingerprint: string): string => `v=0\r\na=fingerprint:sha-256 ${fingerprint}\r\n`;

/** A connection that is up and restarts ICE, and the descriptions that it is given. */
function restarting(): { exchange: Exchange; connection: { taken: string[]; isClosed: boolean } } {
  const connection = {
    taken: [] as string[],
    isClosed: false,
    signalingState: "have-local-offer",
    currentRemoteDescription: { type: "answer", sdp: sdpOf("AA:BB") },
    setRemoteDescription: ({ sdp }: { sdp: string }) => Promise.resolve(connection.taken.push(sdp)),
    close: () => (connection.isClosed = true),
  };
  const exchange = new Exchange({ send: () => true, metadata: undefined }, "peer", "link", "connection", true);
  exchange.begin(connection as unknown as RTCPeerConnection);
  exchange.isUp = true;
  return { exchange, connection };
}

const described = (type: string, fingerprint: string): Envelope => ({ type: type.toUpperCase(), src: "peer", payload: { sdp: { type, sdp: sdpOf(fingerprint) } } }) as Envelope;

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("A restart of ICE is taken of the peer that has the certificate of before", async () => {
  const { exchange, connection } = restarting();
  exchange.deliver(described("answer", "aa:bb"));
  await settled();
  assert.deepEqual([connection.taken.length, connection.isClosed], [1, false]);
});

for (const type of ["answer", "offer"]) {
  test(`A connection whose peer was started anew is given up, rather than joined with the new one by its ${type}`, async () => {
    const { exchange, connection } = restarting();
    exchange.deliver(described(type, "CC:DD"));
    await settled();
    assert.deepEqual([connection.taken.length, connection.isClosed], [0, true]);
  });
}

test("An answer to an offer that only the platform has made is not taken", async () => {
  const connection = new SelfOfferingConnection(new FakePlatform(), 0, "EE:FF");
  const exchange = new Exchange({ send: () => true, metadata: undefined }, "peer", "link", "connection", false);
  connection.createDataChannel("typedpeer", { negotiated: true, id: 0 });
  exchange.begin(connection as unknown as RTCPeerConnection);
  exchange.deliver(described("answer", "AA:BB"));
  exchange.repeat();
  await settled();
  assert.deepEqual([connection.signalingState, connection.remoteDescription, exchange.over.signal.aborted], ["have-local-offer", null, false]);
});

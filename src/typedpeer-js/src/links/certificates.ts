/** The fingerprint in a description, as two of them are compared: `sha-256 AA:BB:...`. */
export const fingerprintOf = (sdp: unknown): string | undefined => {
  const [, algorithm, hash] = (typeof sdp === "string" && /^a=fingerprint:(\S+) (\S+)/m.exec(sdp)) || [];
  return algorithm === undefined ? undefined : `${algorithm.toLowerCase()} ${hash!.toUpperCase()}`;
};

/** A certificate for all connections of a link or a network, by which a peer knows this side again; nothing where the platform makes none. */
export const makeCertificate = (): Promise<RTCCertificate | undefined> =>
  Promise.resolve(globalThis.RTCPeerConnection?.generateCertificate?.({ name: "ECDSA", namedCurve: "P-256" } as EcKeyGenParams)).catch(() => undefined);

/**
 * The fingerprint in a description, as two of them are compared: `sha-256 AA:BB:...`. None where anything could be read as another: platforms differ in which of several counts, and in what begins a line.
 */
export const fingerprintOf = (sdp: unknown): string | undefined => {
  const lines = typeof sdp === "string" ? sdp.split(/[\r\n]/).filter((line) => /^\s*a\s*=\s*fingerprint/i.test(line)) : [];
  const found = new Set(lines.map((line) => {
    const [, algorithm, hash] = /^a=fingerprint:(\S+) ([\da-f:]+) *$/i.exec(line) ?? [];
    return hash && `${algorithm!.toLowerCase()} ${hash.toUpperCase()}`;
  }));
  return found.size === 1 ? [...found][0] : undefined;
};

/** A certificate for all connections of a link or a network, by which a peer knows this side again; nothing where the platform makes none. */
export const makeCertificate = (): Promise<RTCCertificate | undefined> =>
  Promise.resolve(globalThis.RTCPeerConnection?.generateCertificate?.({ name: "ECDSA", namedCurve: "P-256" } as EcKeyGenParams)).catch(() => undefined);

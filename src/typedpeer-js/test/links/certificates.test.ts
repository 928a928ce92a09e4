import assert from "node:assert/strict";
import { test } from "node:test";
import { fingerprintOf } from "../../src/links/certificates.js";

const theirs = "a=fingerprint:sha-256 AA:BB";
const mine = "a=fingerprint:sha-256 CC:DD";

/** A description with lines for the session, and for its section. */
const description = (session: readonly string[], section: readonly string[]): string =>
  ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0", ...session, "m=application 9 UDP/DTLS/SCTP webrtc-datachannel", "c=IN IP4 0.0.0.0", ...section, ""].join("\r\n");

test("A description names the certificate that all of its fingerprints are of, wherever they stand", () => {
  for (const [session, section] of [[[theirs], []], [[], [theirs]], [[theirs], [theirs, theirs.replace("AA", "aa").replace("sha", "SHA")]]] as const) {
    assert.equal(fingerprintOf(description(session, section)), "sha-256 AA:BB");
  }
  assert.equal(fingerprintOf(description([theirs], []).replaceAll("\r\n", "\n")), "sha-256 AA:BB");
  assert.equal(fingerprintOf(description([], [])), undefined);
  assert.equal(fingerprintOf(undefined), undefined);
});

test("A description that could be read as naming another certificate as well names none", () => {
  for (const [session, section] of [
    [[theirs], [mine]],
    [[theirs, mine], []],
    [[theirs], ["a=fingerprint:sha-512 CC:DD"]],
    [[theirs], [mine.replace("fingerprint", "FINGERPRINT")]],
    [[theirs], [` ${mine}`]],
    [[theirs], ["a=fingerprint:sha-256  CC:DD"]],
    [[theirs], ["a=fingerprint sha-256 CC:DD"]],
    [[theirs], ["a=fingerprint:sha-256\tCC:DD"]],
    [[`s=-\r${theirs}`], [mine]],
  ] as const) {
    assert.equal(fingerprintOf(description(session, section)), undefined, JSON.stringify([session, section]));
  }
});

test("What stands in the middle of a line is no fingerprint, whatever Unicode says of lines", () => {
  for (const separator of ["\u2028", "\u2029", "\u0085", "\v", "\f", " "]) {
    assert.equal(fingerprintOf(description([`s=-${separator}${theirs}`], [mine])), "sha-256 CC:DD", JSON.stringify(separator));
  }
});

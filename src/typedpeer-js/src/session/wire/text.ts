import { decodeText, encodeText } from "../../codecs/text.js";

export { decodeText, encodeText };

/** UTF-8 of at most so many bytes, cut between two characters. */
export function encodeTruncated(text: string, maxBytes: number): Uint8Array {
  const bytes = encodeText(text.length > maxBytes ? text.slice(0, maxBytes) : text);
  let end = Math.min(bytes.length, maxBytes);
  while (end > 0 && end < bytes.length && (bytes[end]! & 0xc0) === 0x80) end--;
  return bytes.subarray(0, end);
}

/** The most characters of the peer's text in a message. */
const longestText = 2048;

/** Text of the peer as it may be shown: one line of bounded length, with a space in the place of what would move a cursor, begin a line or turn what is around it. */
export const cleanText = (text: string): string =>
  text.slice(0, longestText).replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, " ");

/** No bytes. Whoever gives bytes to the application, who may transfer them, makes others. */
export const noBytes = new Uint8Array(0);

/** Bytes one behind the other, in an array of their own. */
export function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

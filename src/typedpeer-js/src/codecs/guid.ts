import type { Codec } from "./codec.js";
import { unfit } from "./data-error.js";

// Where the bytes of a Guid lie in its text: three numbers, little-endian, and eight bytes.
const places = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];

/** `Guid`: text as `00112233-4455-6677-8899-aabbccddeeff`, as `crypto.randomUUID()` makes it. It is read in lower case. */
export const guid: Codec<string> = {
  minimumSize: 16,
  layout: { size: 16, alignment: 4 },
  write(writer, value) {
    if (typeof value !== "string" || !/^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i.test(value)) {
      throw unfit("Guid");
    }
    const digits = value.replaceAll("-", "");
    const at = writer.take(16);
    places.forEach((place, i) => (writer.bytes[at + i] = parseInt(digits.slice(place * 2, place * 2 + 2), 16)));
  },
  read(reader) {
    const at = reader.take(16);
    let text = "";
    for (let i = 0; i < 16; i++) {
      text += (i === 4 || i === 6 || i === 8 || i === 10 ? "-" : "") + reader.bytes[at + places[i]!]!.toString(16).padStart(2, "0");
    }
    reader.charge(64);
    return text;
  },
};

import type { Codec } from "./codec.js";
import { invalid, isNull, PeerDataError, unfit } from "./data-error.js";
import { nullCollection } from "./marks.js";
import type { Reader } from "./reader.js";
import type { Writer } from "./writer.js";
import { readObjectHeader } from "./reading.js";

/** UTF-8 of a text; half a surrogate pair becomes the character that stands for none. */
export const encodeText = (text: string): Uint8Array => encoder.encode(text);

/** The text of UTF-8; throws where it is none. */
export const decodeText = (bytes: Uint8Array): string => decoder.decode(bytes);

const encoder = /* @__PURE__ */ new TextEncoder();
const decoder = /* @__PURE__ */ new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

// Below this a loop over characters is faster than a call out of JavaScript.
const shortText = 48;

/** `string`. */
export const string: Codec<string> = {
  minimumSize: 4,
  nullForm: "collection",
  write(writer, value) {
    if (typeof value !== "string") {
      throw value == null ? isNull() : unfit("string");
    }
    const { length } = value;
    if (length === 0) {
      writer.writeInt32(0);
      return;
    }
    const start = writer.take(8);
    const size = length > shortText || !tryWriteAscii(writer, value) ? writeUtf8(writer, value) : length;
    writer.view.setInt32(start, ~size, true);
    writer.view.setInt32(start + 4, length, true);
  },
  read(reader) {
    const head = reader.readInt32();
    if (head === nullCollection) {
      throw isNull();
    }
    return head === 0 ? "" : head > 0 ? readUtf16(reader, head) : readUtf8(reader, ~head);
  },
};

/** `char`: a string of one UTF-16 unit. */
export const char: Codec<string> = {
  minimumSize: 2,
  layout: { size: 2, alignment: 2 },
  write(writer, value) {
    if (typeof value !== "string" || value.length !== 1) {
      throw unfit("char");
    }
    const at = writer.take(2);
    writer.view.setUint16(at, value.charCodeAt(0), true);
  },
  read(reader) {
    return String.fromCharCode(reader.view.getUint16(reader.take(2), true));
  },
};

/** `Rune`: a string of one code point. */
export const rune: Codec<string> = {
  minimumSize: 4,
  layout: { size: 4, alignment: 4 },
  write(writer, value) {
    const point = typeof value === "string" ? value.codePointAt(0) : undefined;
    if (point === undefined || value.length !== (point > 0xffff ? 2 : 1) || isSurrogate(point)) {
      throw unfit("Rune");
    }
    writer.writeInt32(point);
  },
  read(reader) {
    const point = reader.readInt32();
    if (point < 0 || point > 0x10ffff || isSurrogate(point)) {
      throw invalid("Rune");
    }
    return String.fromCodePoint(point);
  },
};

/** `Uri`: a string, whole or relative. What .NET takes for an address it decides itself. */
export const uri: Codec<string> = string;

/** `Version`: a string of two to four numbers, as `1.2.3`. */
export const version: Codec<string> = {
  minimumSize: 17,
  nullForm: "object",
  write(writer, value) {
    if (value == null) {
      throw isNull();
    }
    const parts = /^\d+(\.\d+){1,3}$/.test(value) ? value.split(".").map(Number) : [];
    if (parts.length === 0 || parts.some(part => part > 0x7fffffff)) {
      throw unfit("Version");
    }
    writer.writeByte(4);
    for (let i = 0; i < 4; i++) {
      writer.writeInt32(parts[i] ?? -1);
    }
  },
  read(reader) {
    readObjectHeader(reader, 4);
    const parts = [reader.readInt32(), reader.readInt32(), reader.readInt32(), reader.readInt32()];
    const count = parts.indexOf(-1) < 0 ? 4 : parts.indexOf(-1);
    if (count < 2 || parts.some((part, i) => (i < count ? part < 0 : part !== -1))) {
      throw invalid("Version");
    }
    return parts.slice(0, count).join(".");
  },
};

function isSurrogate(point: number): boolean {
  return point >= 0xd800 && point <= 0xdfff;
}

function tryWriteAscii(writer: Writer, value: string): boolean {
  const { length } = value;
  const start = writer.take(length);
  const { bytes } = writer;
  for (let i = 0; i < length; i++) {
    const unit = value.charCodeAt(i);
    if (unit > 0x7f) {
      writer.position = start;
      return false;
    }
    bytes[start + i] = unit;
  }
  return true;
}

// A lone surrogate becomes U+FFFD, as .NET has it.
function writeUtf8(writer: Writer, value: string): number {
  const bytes = encodeText(value);
  writer.writeBytes(bytes);
  return bytes.length;
}

function readUtf16(reader: Reader, length: number): string {
  if (length > reader.remaining / 2) {
    throw new PeerDataError(`a string claims ${length} characters where ${reader.remaining} bytes are left`);
  }
  reader.charge(24 + length * 2);
  const { view } = reader;
  const start = reader.take(length * 2);
  let text = "";
  for (let i = 0; i < length; i++) {
    text += String.fromCharCode(view.getUint16(start + i * 2, true));
  }
  return text;
}

function readUtf8(reader: Reader, size: number): string {
  const length = reader.readInt32();
  // A byte makes at most one UTF-16 unit, and a unit comes of at most three bytes.
  if (size > reader.remaining || length < 0 || length > size || size > length * 3) {
    throw invalid("string");
  }
  reader.charge(24 + length * 2);
  const start = reader.take(size);
  if (size <= shortText && size === length) {
    const ascii = readAscii(reader.bytes, start, size);
    if (ascii !== undefined) {
      return ascii;
    }
  }
  let text: string;
  try {
    text = decodeText(reader.bytes.subarray(start, start + size));
  } catch {
    throw invalid("string");
  }
  if (text.length !== length) {
    throw invalid("string");
  }
  return text;
}

function readAscii(bytes: Uint8Array, start: number, length: number): string | undefined {
  let text = "";
  for (let i = start; i < start + length; i++) {
    const unit = bytes[i]!;
    if (unit > 0x7f) {
      return undefined;
    }
    text += String.fromCharCode(unit);
  }
  return text;
}

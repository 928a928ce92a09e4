import type { FrameReader } from "./frame-reader.js";
import { FrameQueue } from "./frame-queue.js";
import { flagDeadline, flagHeaders, flagPriority, flagTarget } from "./frame-type.js";
import { encodeText } from "./text.js";

/** The optional fields of a CALL frame (docs/protocol.md, "CALL"), as they were read. */
export interface CallHeader {
  /** The name of the instance; empty for the default one. */
  name: string;

  /** The contract the call is for, where its caller named it. */
  contract: bigint | undefined;

  /** The object reference; 0 for none. */
  reference: number;

  /** How many milliseconds are left; 0 for no deadline. */
  remaining: number;

  headers: ReadonlyMap<string, string>;

  /** The share of the channel the caller wishes the answer to have, by its number. */
  priority: number | undefined;
}

const maxHeaders = 64;
const maxHeaderBytes = 8 * 1024;
const maxNameBytes = 512;
const noHeaders: ReadonlyMap<string, string> = new Map();

/** Reads the fields that the flags announce. */
export function readCallHeader(reader: FrameReader, flags: number): CallHeader {
  const header: CallHeader = { name: "", contract: undefined, reference: 0, remaining: 0, headers: noHeaders, priority: undefined };
  if (flags & flagTarget) readTarget(reader, header);
  if (flags & flagDeadline) header.remaining = Math.max(1, reader.varint(2 ** 61)) / 1000;
  if (flags & flagHeaders) header.headers = readHeaders(reader);
  if (flags & flagPriority) {
    header.priority = reader.byte();
    if (header.priority > 2) reader.cutShort();
  }
  return header;
}

function readTarget(reader: FrameReader, header: CallHeader): void {
  switch (reader.byte()) {
    case 1:
      header.name = reader.string(maxNameBytes);
      break;
    case 2:
      header.reference = reader.varint();
      if (header.reference === 0) reader.cutShort();
      break;
    case 3:
      header.contract = reader.u64();
      header.name = reader.string(maxNameBytes);
      break;
    default:
      reader.cutShort();
  }
}

function readHeaders(reader: FrameReader): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  const before = reader.left;
  for (let count = reader.varint(maxHeaders + 1); count > 0; count--) {
    headers.set(reader.string(maxNameBytes), reader.string(maxHeaderBytes));
    if (before - reader.left > maxHeaderBytes) reader.cutShort();
  }
  return headers;
}

/** The target field of calls to a named instance. */
export function encodeName(name: string): Uint8Array {
  const bytes = encodeText(name);
  if (bytes.length === 0 || bytes.length > maxNameBytes) {
    throw new RangeError(`The name of an instance takes ${bytes.length} bytes; between 1 and ${maxNameBytes} are allowed.`);
  }
  return new FrameQueue(bytes.length + 4).byte(1).sized(bytes).peek();
}

/** The target field of calls that name their contract. */
export function encodeContract(contract: bigint, name: string): Uint8Array {
  const bytes = encodeText(name);
  return new FrameQueue(bytes.length + 16).byte(3).u64(contract).sized(bytes).peek();
}

/** The target field of calls to an object of the peer. */
export const encodeReference = (reference: number): Uint8Array => new FrameQueue(16).byte(2).varint(reference).peek();

/** The headers of a call as they travel. */
export function encodeHeaders(headers: Readonly<Record<string, string>>): Uint8Array {
  const fields: Uint8Array[] = [];
  for (const [name, value] of Object.entries(headers)) {
    const encoded = encodeText(name);
    if (encoded.length > maxNameBytes) throw new RangeError(`The name of a header takes ${encoded.length} bytes; ${maxNameBytes} are allowed.`);
    fields.push(encoded, encodeText(value));
  }
  const size = fields.reduce((sum, field) => sum + field.length + (field.length < 0x80 ? 1 : 2), 0);
  if (fields.length > 2 * maxHeaders || size > maxHeaderBytes) {
    throw new RangeError(`There are ${fields.length / 2} headers of ${size} bytes; a call takes ${maxHeaders} and ${maxHeaderBytes} bytes.`);
  }
  const queue = new FrameQueue(size + 2).varint(fields.length / 2);
  for (const field of fields) queue.sized(field);
  return queue.peek();
}

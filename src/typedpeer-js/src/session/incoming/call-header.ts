import { flagDeadline, flagHeaders, flagPriority, flagTarget, type FrameReader, maxHeaderBytes, maxHeaders, maxNameBytes } from "../wire/index.js";

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

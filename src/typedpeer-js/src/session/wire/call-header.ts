import { FrameQueue } from "./frame-queue.js";
import { encodeText } from "./text.js";

export const maxHeaders = 64;
export const maxHeaderBytes = 8 * 1024;
export const maxNameBytes = 512;

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

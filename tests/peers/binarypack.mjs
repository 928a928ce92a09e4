// PeerJS's own BinaryPack, a line of JSON in and a line out, for comparison with ours.
//   {"pack": VALUE}   -> {"packed": hex}
//   {"unpack": hex}   -> {"value": VALUE} or {"error": text}
// VALUE is ["n"], ["b", bool], ["d", the number's 64 bits in hex], ["s", text], ["r", hex], ["a", [VALUE...]] or ["o", [[name, VALUE]...]].
import { createInterface } from 'node:readline';
import { pack, unpack } from 'peerjs-js-binarypack';

const bits = new DataView(new ArrayBuffer(8));
const toHex = (buffer) => Buffer.from(buffer).toString('hex');
const toBuffer = (hex) => new Uint8Array(Buffer.from(hex, 'hex')).buffer;

function read([type, value]) {
  switch (type) {
    case 'n': return null;
    case 'd': bits.setBigUint64(0, BigInt('0x' + value)); return bits.getFloat64(0);
    case 'r': return toBuffer(value);
    case 'a': return value.map(read);
    case 'o': return Object.fromEntries(value.map(([name, member]) => [name, read(member)]));
    default: return value;
  }
}

function describe(value) {
  if (value === null || value === undefined) return ['n'];
  if (typeof value === 'boolean') return ['b', value];
  if (typeof value === 'number') { bits.setFloat64(0, value); return ['d', bits.getBigUint64(0).toString(16).padStart(16, '0')]; }
  if (typeof value === 'string') return ['s', value];
  if (value instanceof ArrayBuffer) return ['r', toHex(value)];
  if (Array.isArray(value)) return ['a', value.map(describe)];
  return ['o', Object.entries(value).map(([name, member]) => [name, describe(member)])];
}

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line);
  try {
    console.log(JSON.stringify(command.pack ? { packed: toHex(pack(read(command.pack))) } : { value: describe(unpack(toBuffer(command.unpack))) }));
  } catch (error) {
    console.log(JSON.stringify({ error: String(error) }));
  }
}

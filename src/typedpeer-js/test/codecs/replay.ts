// Replays what .NET said of bytes: a line of the file for each, with the contract, the method, the bytes, and the bytes that .NET wrote the value as
// again, followed by an exclamation mark; nothing where it refused them.
import { deepStrictEqual } from "node:assert";
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { type Codec, PeerDataError } from "typedpeer/contract";
import { decode, encode, fromHex } from "./bytes.js";
import { codecOf } from "./golden-codecs.js";

const mostDifferences = 20;

function read(codec: Codec<unknown>, bytes: Uint8Array): { value: unknown } | undefined {
  try {
    return { value: decode(codec, bytes) };
  } catch (failure) {
    if (failure instanceof PeerDataError) {
      return undefined;
    }
    throw failure;
  }
}

/** Returns what both sides do not agree about; undefined where they do. */
function compare(codec: Codec<unknown>, bytes: Uint8Array, verdict: string): string | undefined {
  const found = read(codec, bytes);
  if (!found || verdict === "") {
    return !found === (verdict === "") ? undefined : found ? "accepted here, refused by .NET" : "refused here, accepted by .NET";
  }
  // Both have written it once: what no text or number can hold is the same then.
  const here = decode(codec, encode(codec, found.value));
  const there = decode(codec, fromHex(verdict.slice(0, -1)));
  takeAbsent(here, there);
  try {
    deepStrictEqual(here, there);
    return undefined;
  } catch {
    return `another value: ${verdict}`;
  }
}

/** What a peer left out of a tolerant type is absent here, and has the value that the type itself gives it there. */
function takeAbsent(here: unknown, there: unknown): void {
  if (typeof here !== "object" || here === null || typeof there !== "object" || there === null) {
    return;
  }
  if (here instanceof Map && there instanceof Map) {
    here.forEach((value, key) => takeAbsent(value, there.get(key)));
    return;
  }
  for (const [key, value] of Object.entries(there)) {
    if (key in here) {
      takeAbsent((here as Record<string, unknown>)[key], value);
    } else {
      (here as Record<string, unknown>)[key] = value;
    }
  }
}

async function replay(file: string): Promise<number> {
  let differences = 0;
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const [contract, method, bytes, verdict] = line.split("\t") as [string, string, string, string];
    const difference = compare(codecOf(contract, method), fromHex(bytes), verdict);
    if (difference !== undefined && differences++ < mostDifferences) {
      console.error(`${contract}.${method} ${bytes}: ${difference}`);
    }
  }
  return differences;
}

const file = process.argv[2];
if (file !== undefined) {
  const differences = await replay(file);
  console.log(`${differences} differences`);
  process.exitCode = differences === 0 ? 0 : 1;
}

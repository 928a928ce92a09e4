// A page that only calls: what serves, resumes, shares objects and meets by name is to be absent from its script.
import { dialToCall, PeerError, PeerStatus } from "typedpeer";
import { IGreeter } from "../api/index.js";

/** Greets by an address, and says what came of it. */
export async function greet(address: string, name: string): Promise<string> {
  const link = dialToCall(address, { connectTimeout: 1000 });
  try {
    const greeting = await link.remote(IGreeter).greet(name);
    return `${greeting.text} at ${greeting.at.toDate().toISOString()}`;
  } catch (failure) {
    return failure instanceof PeerError && failure.status === PeerStatus.Unavailable ? "nobody" : String(failure);
  } finally {
    await link.close();
  }
}

import assert from "node:assert/strict";
import { test } from "node:test";
import * as $ from "typedpeer/contract";
import { PeerError } from "../../src/errors/peer-error.js";
import type { PeerSession } from "../../src/session/driving/index.js";
import { PeerGroup } from "../../src/session/groups/index.js";
import { makePair, serve, settled, testContract } from "./world.js";

interface Chat {
  say(text: string, options?: $.CallOptions): Promise<void>;
  name(options?: $.CallOptions): Promise<string>;
}

const Chat = testContract<Chat>("Test.IChat", [
  { name: "say", kind: "oneWay", isOneWay: true, parameters: [{ name: "text", kind: "value", codec: $.string }] },
  { name: "name", result: $.string },
]);

function makeMember(name: string): { said: string[]; session: PeerSession } {
  const said: string[] = [];
  const { left } = makePair({
    right: serve(Chat, {
      say: (text) => void said.push(text),
      name: () => {
        if (name === "nobody") throw new PeerError(12, "no name");
        return name;
      },
    }),
  });
  return { said, session: left };
}

test("A one-way call of all reaches every member, and of all but some leaves those out", async () => {
  const members = ["ada", "bob", "cy"].map(makeMember);
  const group = new PeerGroup<Chat, PeerSession>(Chat);
  for (const { session } of members) group.add(session);
  await group.all.say("hello");
  await group.allExcept(members[1]!.session).say("not bob");
  await settled();
  assert.deepEqual(members.map(({ said }) => said), [["hello", "not bob"], ["hello"], ["hello", "not bob"]]);
});

test("Answers of the members come as they are given, and a failure is its member's answer", async () => {
  const members = ["ada", "nobody"].map(makeMember);
  const group = new PeerGroup<Chat, PeerSession>(Chat);
  for (const { session } of members) group.add(session);
  const answers: string[] = [];
  for await (const answer of group.ask("name")) answers.push("value" in answer ? answer.value : String((answer.failure as Error).message));
  assert.deepEqual(answers.sort(), ["ada", "no name"]);
  await assert.rejects(group.all.name(), /call it with ask/);
});

/** Calls all of a group whose one member is about to end, so that the call does not leave. */
async function callTooLate(onFailure: (member: PeerSession, failure: unknown) => void): Promise<{ session: PeerSession; group: PeerGroup<Chat, PeerSession> }> {
  const { session } = makeMember("ada");
  const group = new PeerGroup<Chat, PeerSession>(Chat, onFailure);
  group.add(session);
  await session.connected;
  const stopped = session.stop();
  await group.all.say("too late");
  await stopped;
  await settled();
  return { session, group };
}

test("A member whose session ends leaves by itself, and a call that does not leave is told with its member", async () => {
  const told: unknown[] = [];
  const { session, group } = await callTooLate((member, failure) => told.push(member, failure));
  assert.deepEqual([told[0], group.members.length], [session, 0]);
});

test("What throws when it is told of a call that did not leave ends nothing, and is told in its turn", async (context) => {
  const printed: unknown[] = [];
  context.mock.method(console, "error", (what: unknown) => printed.push(what));
  await callTooLate(() => {
    throw new Error("a mistake of the application's");
  });
  assert.deepEqual(printed, ["TypedPeer: A group's onFailure"]);
});

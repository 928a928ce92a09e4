import type { PeerContract } from "../../contracts/peer-contract.js";
import { callback, methodsOf, withDefaults } from "../state/index.js";

/** What may be a member: a link or a session. */
export interface GroupMember {
  remote<T>(contract: PeerContract<T>): T;
  readonly closed: Promise<unknown>;
}

/** What one member answered: a value, or what its call failed with. */
export type GroupAnswer<M, V> = { readonly member: M; readonly value: V } | { readonly member: M; readonly failure: unknown };

type Asked<T, K extends keyof T> = T[K] extends (...parameters: infer P) => Promise<infer V> ? { parameters: P; value: V } : never;

/** Several peers that are called as one. A member whose link or session is over leaves by itself. */
export class PeerGroup<T extends object, M extends GroupMember = GroupMember> {
  private readonly remotes = new Map<M, T>();

  /**
   * @param contract What is called of each.
   * @param onFailure Told of each one-way call that did not leave, with its member.
   */
  constructor(
    private readonly contract: PeerContract<T>,
    private readonly onFailure: (member: M, failure: unknown) => void = () => undefined,
  ) {}

  get members(): readonly M[] {
    return [...this.remotes.keys()];
  }

  add(member: M): void {
    if (this.remotes.has(member)) return;
    this.remotes.set(member, member.remote(this.contract));
    void member.closed.then(() => this.remove(member));
  }

  remove(member: M): void {
    this.remotes.delete(member);
  }

  /** An object whose one-way methods call all members. It returns at once: a slow member delays nobody. */
  get all(): T {
    return this.allExcept();
  }

  /** The same, of all but some. */
  allExcept(...left: readonly M[]): T {
    const calls: Record<string, unknown> = {};
    for (const { description } of methodsOf(this.contract)) {
      calls[description.name] = (...values: unknown[]): Promise<void> => {
        if (description.isOneWay !== true || description.parameters.some((parameter) => parameter.kind === "stream")) {
          return Promise.reject(new TypeError(`${description.name} has an answer or a streamed argument: call it with ask, or member by member.`));
        }
        for (const [member, remote] of this.remotes) {
          if (!left.includes(member)) this.call(remote, description.name, values).catch((failure: unknown) => callback(withDefaults(), "A group's onFailure", () => this.onFailure(member, failure)));
        }
        return Promise.resolve();
      };
    }
    return calls as T;
  }

  /** Calls a method of every member, and gives the answers as they come, each with its member. */
  async *ask<K extends keyof T & string>(method: K, ...values: Asked<T, K>["parameters"]): AsyncGenerator<GroupAnswer<M, Asked<T, K>["value"]>> {
    type Answer = GroupAnswer<M, Asked<T, K>["value"]>;
    const pending = new Map<M, Promise<Answer>>();
    for (const [member, remote] of this.remotes) {
      pending.set(member, this.call(remote, method, values).then((value): Answer => ({ member, value: value as Asked<T, K>["value"] }), (failure: unknown): Answer => ({ member, failure })));
    }
    while (pending.size > 0) {
      const answer = await Promise.race(pending.values());
      pending.delete(answer.member);
      yield answer;
    }
  }

  private call(remote: T, method: string, values: readonly unknown[]): Promise<unknown> {
    return (remote as Record<string, (...values: readonly unknown[]) => Promise<unknown>>)[method]!(...values);
  }
}

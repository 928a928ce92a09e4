/** Bytes that are no value of their type, or a value that its contract does not allow. Says where: `Order.lines[3].name`. */
export class PeerDataError extends Error {
  override readonly name = "PeerDataError";

  /** What is wrong, without the place. */
  readonly problem: string;

  /** Whether the value is not wrong but larger than a message may be. */
  readonly isTooLarge: boolean;

  #root = "";
  #tail = "";

  constructor(problem: string, isTooLarge = false) {
    super(problem);
    this.problem = problem;
    this.isTooLarge = isTooLarge;
  }

  /** Where it is, as a path of members and items: `Order.lines[3].name`; empty for the value as a whole. */
  get path(): string {
    return this.#root + this.#tail;
  }

  /** @internal Adds what the failure is seen from: a type and a member of it, or an item of a collection. */
  within(type: string, step: string): this {
    this.#root = type;
    this.#tail = step + this.#tail;
    this.message = this.path === "" ? this.problem : `${this.path}: ${this.problem}`;
    return this;
  }
}

/** Adds a member of a type to the path of a failure that is a data error, and returns the failure. */
export function withinMember(failure: unknown, type: string, member: string): unknown {
  return failure instanceof PeerDataError ? failure.within(type, member === "" ? "" : `.${member}`) : failure;
}

/** Adds an item of a collection to the path of a failure that is a data error, and returns the failure. */
export function withinItem(failure: unknown, index: number): unknown {
  return failure instanceof PeerDataError ? failure.within("", `[${index}]`) : failure;
}

/** The failure of bytes that are no value of a type. */
export function invalid(type: string): PeerDataError {
  return new PeerDataError(`the bytes are no valid ${type}`);
}

/** The failure of a value that cannot be written as a type. */
export function unfit(type: string): PeerDataError {
  return new PeerDataError(`the value is no ${type}`);
}

/** The failure of null where there may be none. */
export function isNull(): PeerDataError {
  return new PeerDataError("null where the contract says that it is never null");
}

import type { Implementation } from "../contracts/implementation.js";
import type { PeerContract } from "../contracts/peer-contract.js";
import { resume } from "../session/resuming/index.js";
import { serving } from "../session/serving/index.js";
import { CallLink, type LinkDialler, type PeerLinkOptions } from "./call-link.js";

/** A link that serves as well, and whose session resumes: calls, streams and references go on over another connection. What is served is said with `serve` in the task that made the link. */
export class PeerLink extends CallLink {
  /** @internal */
  constructor(dialler: LinkDialler, options: PeerLinkOptions) {
    super(dialler, { ...options, parts: [resume, ...(options.parts ?? [])] });
  }

  /** Serves an object. */
  serve<T>(contract: PeerContract<T>, implementation: Implementation<T>, name?: string): this {
    const one = serving(contract, implementation, name);
    this.session.serve(one);
    this.served.push(one);
    return this;
  }
}

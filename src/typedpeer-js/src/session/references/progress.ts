import type { Codec } from "../../codecs/codec.js";
import { contract, type PeerContract } from "../../contracts/peer-contract.js";
import type { Progress } from "../../contracts/references.js";
import type { Caller, CallTarget } from "../outgoing/index.js";
import { methodsOf } from "../state/index.js";

const contracts = new WeakMap<Codec<any>, PeerContract<ProgressReceiver>>();

/** What a receiver of progress looks like to the session: an object with a single one-way method. */
export interface ProgressReceiver {
  report(value: unknown): void;
}

/** The contract of receivers of one type. */
export function progressContract(codec: Codec<any>): PeerContract<ProgressReceiver> {
  let made = contracts.get(codec);
  if (made === undefined) {
    made = contract<ProgressReceiver>("TypedPeer.Progress", 0x69d3e5af8e193dcdn, 0n, () => ({
      methods: [{ name: "report", signature: "Report", id: 0xe1ca47fd48e68357n, shape: 0n, kind: "oneWay", parameters: [{ name: "value", kind: "value", codec }] }],
    }));
    contracts.set(codec, made);
  }
  return made;
}

/** Reports progress to the peer. Reports never wait: while one is on its way into the queue, only the latest of those behind it is kept. */
export class Reporter {
  private isSending = false;
  private latest: { readonly value: unknown } | undefined;
  private sent: (() => void)[] = [];

  constructor(
    private readonly caller: Caller,
    private readonly target: CallTarget,
    private readonly told: (failure: unknown) => void,
  ) {}

  readonly report: Progress<unknown> = (value) => {
    if (this.isSending) this.latest = { value };
    else this.send(value);
  };

  /** Done once all reports are in the queue; nothing when they are. */
  readonly pending = (): Promise<void> | undefined => (this.isSending ? new Promise((resolve) => this.sent.push(resolve)) : undefined);

  private send(value: unknown): void {
    this.isSending = true;
    const [method] = methodsOf(this.target.contract);
    this.caller.begin(this.target, method!, [value], {
      answered: () => this.next(),
      failed: (failure) => {
        this.told(failure);
        this.next();
      },
    });
  }

  private next(): void {
    const { latest } = this;
    this.latest = undefined;
    this.isSending = false;
    if (latest !== undefined) this.send(latest.value);
    else for (const sent of this.sent.splice(0)) sent();
  }
}

import { LinkError, type LinkErrorReason } from "../address.js";
import { pause } from "../pause.js";

/** An envelope, as the server carries them. */
export interface Envelope {
  readonly type: string;
  readonly src?: string;
  readonly dst?: string;
  readonly payload?: any;
}

/** What the connection to a signalling server is made with. */
export interface ServerOptions {
  readonly id?: string | undefined;
  readonly key?: string | undefined;

  /** What proves at a reconnect that this is the same client; and to a server that checks tokens, who it is. Drawn at random where none is given. */
  readonly token?: string | undefined;

  /** What opens WebSockets: the platform's by default. */
  readonly webSocket?: ((url: string) => WebSocket) | undefined;
}

/** Who is told what the server says. */
export interface ServerEvents {
  /** The server knows this client, for the first time or again. */
  opened(additions: any): void;
  envelope(envelope: Envelope): void;

  /** The server was lost, and is looked for again. */
  lost(): void;

  /** It is over, with why. */
  closed(why: LinkError): void;
}

/** The longest message that is taken: the members of a room of a thousand, each with the metadata it may have. */
const maxMessage = 8 * 1024 * 1024;

/** How long an answer of the server's may take, and how long a stock server that says nothing at a reconnect is waited for. */
const patience = 15_000;
const silence = 3000;

/** The connection to a signalling server, which is made again when it is lost (docs/signalling.md). */
export class Server {
  id = "";

  /** Whether the server has rooms and messages. */
  hasAdditions = false;

  private readonly token: string;
  private readonly base: URL;
  private socket: WebSocket | undefined;
  private heartbeat: ReturnType<typeof setInterval> | undefined;
  private wasOpen = false;
  private isOpen = false;
  private failures = 0;
  private refusals = 0;
  private readonly abort = new AbortController();
  private readonly requests = new Map<number, { resolve(payload: any): void; reject(failure: LinkError): void; timer: ReturnType<typeof setTimeout> }>();
  private lastRequest = 0;

  constructor(
    url: string,
    private readonly options: ServerOptions,
    private readonly events: ServerEvents,
  ) {
    this.base = new URL(url.endsWith("/") ? url : `${url}/`);
    this.token = options.token ?? randomHex(16);
    void this.run();
  }

  /** Sends an envelope. Lost where there is no server: what matters is said again when there is one. */
  send(type: string, payload: unknown, dst?: string): boolean {
    if (!this.isOpen) return false;
    this.socket!.send(JSON.stringify(dst === undefined ? { type, payload } : { type, dst, payload }));
    return true;
  }

  /** Asks the server for something, and returns what it answers. `take` gets that before anything which the server says next. */
  request(type: string, payload: object, dst?: string, take?: (answer: any) => void): Promise<any> {
    if (!this.isOpen) return Promise.reject(new LinkError("server-lost", "There is no connection to the server."));
    if (!this.hasAdditions) return Promise.reject(new LinkError("rooms-unsupported", "The server is a plain PeerServer, which has no rooms and carries no messages."));
    const seq = ++this.lastRequest;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.requests.delete(seq);
        reject(new LinkError("timeout", "The server did not answer in time."));
      }, patience);
      this.requests.set(seq, {
        resolve: (answer) => {
          take?.(answer);
          resolve(answer);
        },
        reject, timer,
      });
      this.send(type, { seq, ...payload }, dst);
    });
  }

  close(): void {
    this.abort.abort();
    this.socket?.close();
    this.lose();
  }

  private async run(): Promise<void> {
    for (;;) {
      try {
        if (this.options.id !== undefined) this.id = this.options.id;
        if (this.id === "") this.id = await this.issueId();
        await this.connect();
        this.failures = 0;
      } catch (failure) {
        const why = failure instanceof LinkError ? failure : new LinkError("server-unreachable", failure instanceof Error ? failure.message : String(failure));
        const isRefusal = why.reason !== "server-unreachable" && why.reason !== "server-lost" && why.reason !== "timeout" && why.reason !== "server-full";
        this.refusals = isRefusal ? this.refusals + 1 : 0;
        if (this.abort.signal.aborted || !this.wasOpen || this.refusals >= 3) {
          this.events.closed(this.abort.signal.aborted ? new LinkError("closed", "The network was closed.") : why);
          return;
        }
      }
      if (this.abort.signal.aborted) {
        this.events.closed(new LinkError("closed", "The network was closed."));
        return;
      }
      const delay = Math.min(500 * 2 ** this.failures++, 30_000);
      await pause(delay * (0.5 + Math.random() / 2), this.abort.signal);
    }
  }

  private async issueId(): Promise<string> {
    const url = new URL(`${this.options.key ?? "peerjs"}/id`, this.base);
    url.protocol = url.protocol.replace("ws", "http");
    const response = await fetch(url, { signal: this.abort.signal });
    if (!response.ok) throw new LinkError(response.status === 401 || response.status === 403 ? "not-authorized" : "server-unreachable", `The server responds ${response.status}.`);
    const id = (await response.text()).trim();
    if (id === "" || id.length > 64) throw new LinkError("invalid-message", "The server issued an id that is none.");
    return id;
  }

  /** One connection, until it is lost. Fails where it never opened. */
  private connect(): Promise<void> {
    const url = new URL("peerjs", this.base);
    url.protocol = url.protocol.replace("http", "ws");
    url.search = new URLSearchParams({ key: this.options.key ?? "peerjs", id: this.id, token: this.token, version: "1.5.5", typedpeer: "1" }).toString();
    const socket = (this.socket = (this.options.webSocket ?? ((address) => new WebSocket(address)))(url.href));
    return new Promise((resolve, reject) => {
      let refusal: LinkError | undefined;
      const opened = (additions: any): void => {
        clearTimeout(timer);
        if (this.isOpen || socket !== this.socket) return;
        this.isOpen = this.wasOpen = true;
        this.refusals = 0;
        this.hasAdditions = additions?.typedpeer !== undefined;
        const seconds = Number(additions?.heartbeat);
        this.heartbeat = setInterval(() => socket.send(JSON.stringify({ type: "HEARTBEAT" })), (seconds >= 1 && seconds <= 600 ? seconds : 5) * 1000);
        this.events.opened(additions);
      };
      let timer = setTimeout(() => socket.close(), patience);
      socket.onopen = () => {
        // A stock server that still has the old connection sends no second OPEN.
        if (!this.wasOpen) return;
        clearTimeout(timer);
        timer = setTimeout(() => opened(undefined), silence);
      };
      socket.onmessage = ({ data }) => {
        const envelope = readEnvelope(data);
        if (envelope === undefined) return;
        if (envelope.type === "OPEN") opened(envelope.payload);
        else if (envelope.type === "ID-TAKEN") refusal = new LinkError("id-taken", `Another has the id '${this.id}'.`);
        else if (envelope.type === "ERROR") refusal = new LinkError(reasonOf(envelope.payload?.code ?? (/key/i.test(String(envelope.payload?.msg)) ? "invalid-key" : "failed")), shown(envelope.payload?.msg));
        else if (this.isOpen) this.take(envelope);
      };
      socket.onclose = () => {
        clearTimeout(timer);
        if (socket !== this.socket) return;
        const wasOpen = this.isOpen;
        this.lose();
        if (refusal !== undefined) reject(refusal);
        else if (wasOpen) resolve();
        else reject(new LinkError("server-unreachable", "The server was not reached."));
      };
      socket.onerror = () => undefined;
    });
  }

  private lose(): void {
    clearInterval(this.heartbeat);
    if (!this.isOpen) return;
    this.isOpen = false;
    for (const { reject, timer } of this.requests.values()) {
      clearTimeout(timer);
      reject(new LinkError("server-lost", "The connection to the server ended."));
    }
    this.requests.clear();
    if (!this.abort.signal.aborted) this.events.lost();
  }

  private take(envelope: Envelope): void {
    if (envelope.type !== "DONE" && envelope.type !== "REFUSED") {
      this.events.envelope(envelope);
      return;
    }
    const request = this.requests.get(envelope.payload?.seq);
    if (request === undefined) return;
    this.requests.delete(envelope.payload.seq);
    clearTimeout(request.timer);
    if (envelope.type === "DONE") request.resolve(envelope.payload);
    else request.reject(new LinkError(reasonOf(envelope.payload.code), shown(envelope.payload.msg)));
  }
}

/** A code of the server's or the peer's as a reason. */
export const reasonOf = (code: unknown): LinkErrorReason => (typeof code === "string" && /^[a-z-]{1,32}$/.test(code) ? (code as LinkErrorReason) : "failed");

/** Text of somebody else's, in one line. */
export const shown = (text: unknown): string => (typeof text === "string" ? text.slice(0, 500).replace(/\p{C}/gu, " ") : "It gave no reason.");

/** So many random bytes in hexadecimal. */
export const randomHex = (bytes: number): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, "0")).join("");

function readEnvelope(data: unknown): Envelope | undefined {
  if (typeof data !== "string" || data.length > maxMessage) return undefined;
  try {
    const envelope = JSON.parse(data) as Envelope | null;
    return typeof envelope?.type === "string" ? envelope : undefined;
  } catch {
    // What is no JSON says nothing.
    return undefined;
  }
}

// A signalling server in memory, as far as links use one (docs/signalling.md): it knows clients by their names, has rooms, and carries envelopes.

interface Envelope {
  readonly type: string;
  readonly src?: string;
  readonly dst?: string;
  readonly payload?: any;
}

/** A client's end of a connection to it. */
class FakeSocket {
  onopen: (() => void) | undefined;
  onmessage: ((event: { data: string }) => void) | undefined;
  onclose: (() => void) | undefined;
  onerror: (() => void) | undefined;
  isOpen = false;
  room: string | undefined;
  metadata: unknown;

  constructor(
    private readonly server: FakeServer,
    readonly url: URL,
  ) {}

  get id(): string {
    return this.url.searchParams.get("id")!;
  }

  send(text: string): void {
    if (!this.isOpen) throw new DOMException("The socket is not open.", "InvalidStateError");
    const envelope = JSON.parse(text) as Envelope;
    queueMicrotask(() => this.server.take(this, envelope));
  }

  tell(envelope: Envelope): void {
    queueMicrotask(() => {
      if (this.isOpen) this.onmessage?.({ data: JSON.stringify(envelope) });
    });
  }

  close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.server.left(this);
    queueMicrotask(() => this.onclose?.());
  }
}

export class FakeServer {
  /** Who reaches it. */
  isReachedBy: (id: string) => boolean = () => true;

  /** Whether it has rooms and messages. */
  hasAdditions = true;

  /** Whether it says nothing to who was there before. */
  isSilent = false;

  /** Which envelopes do not arrive. */
  drops: (envelope: Envelope) => boolean = () => false;

  /** The addresses of all connections that were tried. */
  readonly tried: URL[] = [];

  /** All envelopes that came, and from whom. */
  readonly taken: (Envelope & { src: string })[] = [];

  private readonly clients = new Map<string, FakeSocket>();

  /** What opens its WebSockets. */
  readonly open = (url: string): WebSocket => {
    const socket = new FakeSocket(this, new URL(url));
    this.tried.push(socket.url);
    queueMicrotask(() => {
      if (!this.isReachedBy(socket.id)) {
        socket.onclose?.();
        return;
      }
      socket.isOpen = true;
      this.clients.set(socket.id, socket);
      socket.onopen?.();
      if (!this.isSilent) socket.tell({ type: "OPEN", ...(this.hasAdditions ? { payload: { typedpeer: 1, heartbeat: 5 } } : {}) });
    });
    return socket as unknown as WebSocket;
  };

  has(id: string): boolean {
    return this.clients.has(id);
  }

  /** All connections are lost. */
  lose(): void {
    for (const socket of [...this.clients.values()]) {
      socket.room = undefined;
      socket.close();
    }
  }

  left(socket: FakeSocket): void {
    if (this.clients.get(socket.id) !== socket) return;
    this.clients.delete(socket.id);
    this.toRoom(socket, { type: "PEER-LEFT", payload: { room: socket.room, id: socket.id } });
  }

  take(socket: FakeSocket, envelope: Envelope): void {
    const { type, dst, payload } = envelope;
    const src = socket.id;
    this.taken.push({ ...envelope, src });
    if (this.drops(envelope)) return;
    const done = (more: object = {}): void => socket.tell({ type: "DONE", payload: { seq: payload.seq, ...more } });
    const about = { room: payload?.room ?? socket.room, id: src, metadata: payload?.metadata };
    switch (type) {
      case "HEARTBEAT":
        return;
      case "JOIN":
        Object.assign(socket, { room: payload.room, metadata: payload.metadata });
        done({ peers: this.others(socket).map((one) => ({ id: one.id, metadata: one.metadata })) });
        this.toRoom(socket, { type: "PEER-JOINED", payload: about });
        return;
      case "METADATA":
        socket.metadata = payload.metadata;
        done();
        this.toRoom(socket, { type: "PEER-CHANGED", payload: about });
        return;
      case "MESSAGE":
        if (dst === undefined) this.toRoom(socket, { type, src, payload: { room: payload.room, data: payload.data } });
        else this.clients.get(dst)?.tell({ type, src, payload: { data: payload.data } });
        done({ delivered: dst === undefined ? this.others(socket).length : 1 });
        return;
      default:
        this.clients.get(dst!)?.tell({ type, src, dst: dst!, payload });
    }
  }

  private others(socket: FakeSocket): FakeSocket[] {
    return [...this.clients.values()].filter((one) => one !== socket && one.room !== undefined && one.room === socket.room);
  }

  private toRoom(socket: FakeSocket, envelope: Envelope): void {
    for (const one of this.others(socket)) one.tell(envelope);
  }
}

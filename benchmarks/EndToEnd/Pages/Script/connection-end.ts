/** One end of a connection with channels that both ends know of. */
export class ConnectionEnd {
  private open: Promise<unknown> | undefined;

  /** @param createChannels Called once, when there can be channels. */
  constructor(
    private readonly connection: RTCPeerConnection,
    private readonly createChannels: (connection: RTCPeerConnection) => readonly RTCDataChannel[],
  ) {}

  offer(): Promise<string> {
    return this.describe();
  }

  /** The channels come after the offer: before it, node-datachannel would make an offer of its own for them. */
  async answer(sdp: string): Promise<string> {
    await this.connection.setRemoteDescription({ type: "offer", sdp });
    return await this.describe();
  }

  async connect(sdp: string): Promise<void> {
    await this.connection.setRemoteDescription({ type: "answer", sdp });
    await this.open;
  }

  private async describe(): Promise<string> {
    const { connection } = this;
    this.open = Promise.all(this.createChannels(connection).map((channel) => new Promise((resolve) => channel.addEventListener("open", resolve, { once: true }))));
    await connection.setLocalDescription();
    await gathered(connection);
    return connection.localDescription!.sdp;
  }
}

export async function gathered(connection: RTCPeerConnection): Promise<void> {
  while (connection.iceGatheringState !== "complete") await new Promise((resolve) => connection.addEventListener("icegatheringstatechange", resolve, { once: true }));
}

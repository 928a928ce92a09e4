/** One end of a connection with channels that both ends know of. */
export class ConnectionEnd {
  private readonly open: Promise<unknown>;

  constructor(
    private readonly connection: RTCPeerConnection,
    channels: readonly RTCDataChannel[],
  ) {
    this.open = Promise.all(channels.map((channel) => new Promise((resolve) => channel.addEventListener("open", resolve, { once: true }))));
  }

  async offer(): Promise<string> {
    await this.connection.setLocalDescription();
    await gathered(this.connection);
    return this.connection.localDescription!.sdp;
  }

  async answer(sdp: string): Promise<string> {
    await this.connection.setRemoteDescription({ type: "offer", sdp });
    return await this.offer();
  }

  async connect(sdp: string): Promise<void> {
    await this.connection.setRemoteDescription({ type: "answer", sdp });
    await this.open;
  }
}

export async function gathered(connection: RTCPeerConnection): Promise<void> {
  while (connection.iceGatheringState !== "complete") await new Promise((resolve) => connection.addEventListener("icegatheringstatechange", resolve, { once: true }));
}

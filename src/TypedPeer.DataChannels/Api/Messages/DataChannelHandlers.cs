using TypedPeer.Channels;

namespace TypedPeer.DataChannels.Api.Messages;

/// <summary>Who listens to what becomes of a channel. Added and removed on any thread; raised one at a time, in order, by the raising thread.</summary>
internal sealed class DataChannelHandlers
{
    public event Action? Open;

    public event Action? BufferedAmountLow;

    public event Action? Closing;

    public event Action<DataChannelError>? Error;

    public event Action<PeerChannelCloseReason>? Close;

    public bool HasBufferedAmountLow => BufferedAmountLow is not null;

    public void RaiseOpen() => Raise(Open);

    public void RaiseBufferedAmountLow() => Raise(BufferedAmountLow);

    public void RaiseClosing() => Raise(Closing);

    public void RaiseError(DataChannelError error) => HandlerList.Raise(Error, static (handler, error) => handler(error), error);

    public void RaiseClose(PeerChannelCloseReason reason) => HandlerList.Raise(Close, static (handler, reason) => handler(reason), reason);

    private static void Raise(Action? handlers) => HandlerList.Raise(handlers, static (handler, _) => handler(), 0);
}

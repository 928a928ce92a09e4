using System.Net;

namespace TypedPeer.DataChannels.Turn;

/// <summary>An address that this side sends to by a relay, and what the relay has been told of it.</summary>
internal sealed class TurnPeer(IPEndPoint endPoint)
{
    private byte[] _held = [];

    /// <summary>Where it is; always this object, so that nothing above has to compare addresses.</summary>
    public IPEndPoint EndPoint { get; } = endPoint;

    /// <summary>Whether it may send.</summary>
    public TurnPermission Permission { get; set; }

    /// <summary>Until when it may.</summary>
    public long PermittedUntil { get; set; }

    /// <summary>When that is to be renewed; <see cref="long.MaxValue"/> for not at all.</summary>
    public long RenewAt { get; set; } = long.MaxValue;

    /// <summary>Its channel; 0 while it has none.</summary>
    public ushort Channel { get; set; }

    /// <summary>Whether the relay knows the channel.</summary>
    public bool IsBound { get; set; }

    /// <summary>Whether the relay is being told of the channel, or will hear of none.</summary>
    public bool IsBindingOver { get; set; }

    /// <summary>When something was last sent to it.</summary>
    public long SentAt { get; set; }

    /// <summary>How many bytes wait until the relay has been asked for the permission.</summary>
    public int HeldLength { get; private set; }

    /// <summary>Keeps a datagram, if none is kept.</summary>
    public void Hold(ReadOnlySpan<byte> datagram)
    {
        if (HeldLength > 0)
            return;

        _held = datagram.ToArray();
        HeldLength = datagram.Length;
    }

    /// <summary>Takes what is kept.</summary>
    public byte[] TakeHeld()
    {
        var held = _held;
        _held = [];
        HeldLength = 0;
        return held;
    }
}

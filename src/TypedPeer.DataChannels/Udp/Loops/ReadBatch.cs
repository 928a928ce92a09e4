using System.Net;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace TypedPeer.DataChannels.Udp.Loops;

/// <summary>
/// What one call reads from a socket: a few datagrams, or runs of them that the system has coalesced. A loop has one for all of its sockets, which
/// therefore hold none.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe class ReadBatch
{
    /// <summary>More of what is coalesced would not fit in a processor's cache between reading and decrypting.</summary>
    public const int Capacity = 4;

    /// <summary>A coalesced read may be as long as the longest datagram.</summary>
    private const int SlotLength = 65536;

    /// <summary>struct sockaddr_in6.</summary>
    private const int NameLength = 28;

    private readonly byte[] _data = GC.AllocateUninitializedArray<byte>(Capacity * SlotLength, pinned: true);
    private readonly byte[] _names = GC.AllocateUninitializedArray<byte>(Capacity * NameLength, pinned: true);

    /// <summary>What the system is told with each call: the messages, and where each of them has its bytes.</summary>
    private readonly byte[] _structures = GC.AllocateUninitializedArray<byte>(Capacity * (sizeof(LinuxCalls.ReceivedMessage) + sizeof(LinuxCalls.Vector)), pinned: true);
    private readonly LinuxCalls.ReceivedMessage* _messages;

    public ReadBatch()
    {
        _structures.AsSpan().Clear();
        fixed (byte* data = _data, names = _names, structures = _structures)
        {
            // All three are pinned for good.
            _messages = (LinuxCalls.ReceivedMessage*)structures;
            var vectors = (LinuxCalls.Vector*)(_messages + Capacity);
            for (var index = 0; index < Capacity; index++)
            {
                vectors[index].Start = data + (index * SlotLength);
                vectors[index].Length = SlotLength;
                _messages[index].Header.Name = names + (index * NameLength);
                _messages[index].Header.Vectors = vectors + index;
                _messages[index].Header.VectorCount = 1;
            }
        }
    }

    /// <summary>Reads what is there, without waiting.</summary>
    /// <param name="socket">The socket, which cannot be closed meanwhile.</param>
    /// <param name="error">The system's number of what went wrong where the result is negative.</param>
    /// <returns>How many were read; fewer than <see cref="Capacity"/> where no more was there.</returns>
    public int Read(SafeHandle socket, out int error)
    {
        error = 0;
        for (var index = 0; index < Capacity; index++)
        {
            _messages[index].Header.NameLength = NameLength;
        }

        var isHeld = false;
        try
        {
            socket.DangerousAddRef(ref isHeld);
            var count = LinuxCalls.ReceiveMessages((int)socket.DangerousGetHandle(), _messages, Capacity, LinuxCalls.DontWait, null);
            if (count < 0)
            {
                error = Marshal.GetLastPInvokeError();
                return error is LinuxCalls.WouldBlock or LinuxCalls.Interrupted ? 0 : -1;
            }

            return count;
        }
        finally
        {
            if (isHeld)
            {
                socket.DangerousRelease();
            }
        }
    }

    /// <summary>Gets what was read.</summary>
    public Span<byte> DataOf(int index) => _data.AsSpan(index * SlotLength, (int)_messages[index].Length);

    /// <summary>Copies the sender's address.</summary>
    public void CopySender(int index, SocketAddress sender)
    {
        var length = (int)Math.Min(Math.Min(_messages[index].Header.NameLength, NameLength), (uint)sender.Buffer.Length);
        _names.AsSpan(index * NameLength, length).CopyTo(sender.Buffer.Span);
        sender.Size = length;
    }
}

using System.Net;
using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Stun;

namespace TypedPeer.DataChannels.Ice.Messages;

/// <summary>
/// Verifies requests and queues their answers (RFC 8445, section 7.3). Who does not know the password gets nothing back, not even an error:
/// a stranger can make this host neither speak nor reveal itself. An answer is never longer than the request it answers plus 16 bytes.
/// </summary>
internal sealed class IceResponder(IceOptions options)
{
    private const int MaximumUnknownAttributes = 8;
    private readonly Queue<IceResponse> _responses = new();

    /// <summary>Whether an answer waits to be written.</summary>
    public bool HasOutgoing => _responses.Count > 0;

    /// <summary>Finds the session a request is addressed to, which is cheap; that its sender knows the password is still to be proved.</summary>
    public static IceGeneration? FindSession(in StunMessage request, IceGeneration current, IceGeneration? previous, IceGeneration? prepared)
    {
        if (!request.TryGet(StunAttributeType.Username, out var username))
            return null;

        return current.IsAddressedBy(username) ? current
            : previous is not null && previous.IsAddressedBy(username) ? previous
            : prepared is not null && prepared.IsAddressedBy(username) ? prepared
            : null;
    }

    /// <summary>Queues a 420 if the request holds something it may not be served without understanding (RFC 8489, section 6.3.1).</summary>
    public bool RefuseUnknown(in StunMessage request, IDatagramPath path, IPEndPoint remote, byte[] key)
    {
        Span<ushort> unknown = stackalloc ushort[MaximumUnknownAttributes];
        int count = request.GetUnknownRequired(unknown);
        if (count == 0)
            return false;

        Enqueue(new IceResponse(request.TransactionId, path, remote, key, StunErrorCode.UnknownAttribute, unknown[..count].ToArray()));
        return true;
    }

    /// <summary>Queues an answer; false when too many wait.</summary>
    public bool Enqueue(in IceResponse response)
    {
        if (_responses.Count >= options.MaximumQueuedResponses)
            return false;

        _responses.Enqueue(response);
        return true;
    }

    /// <summary>Writes the next answer.</summary>
    public int Write(Span<byte> destination, out IDatagramPath path, out IPEndPoint remote)
    {
        var response = _responses.Dequeue();
        path = response.Path;
        remote = response.Remote;
        return IceMessages.WriteResponse(destination, response);
    }

    /// <summary>Forgets the answers that would leave by a path.</summary>
    public void Remove(IDatagramPath path)
    {
        for (int count = _responses.Count; count > 0; count--)
        {
            var response = _responses.Dequeue();
            if (response.Path != path)
                _responses.Enqueue(response);
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear() => _responses.Clear();
}

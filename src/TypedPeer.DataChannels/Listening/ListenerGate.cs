using System.Net;
using System.Text;
using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Entropy;
using TypedPeer.DataChannels.Ice;
using TypedPeer.DataChannels.Stun;

namespace TypedPeer.DataChannels.Listening;

/// <summary>
/// What stands between a listener and strangers, without I/O: it takes each datagram that belongs to no connection, and answers, lets in, or,
/// nearly always, does nothing. Who does not know the listener's address hears nothing. For an address that has not proved that it gets what is
/// sent to it nothing is kept, and it is sent no more bytes than it sent. Not thread-safe: the caller serialises.
/// </summary>
/// <remarks>
/// A dialler's check (RFC 8445) is answered by a check of ours, whose transaction id is a keyed hash of the addresses; the answer to that proves
/// the address, and its next check lets it in. Where the dialler's check is long enough it is answered itself, too, in the same breath, and the
/// dialler may begin DTLS after one round trip. A nomination is never answered without a connection: the dialler would not repeat it.
/// </remarks>
internal sealed class ListenerGate
{
    /// <summary>The most bytes of one reply.</summary>
    public const int MaxReplyLength = 1024;

    /// <summary>Beside our check goes the answer only if both, with the headers of one more packet over IPv6, are no more than what came.</summary>
    private const int PacketHeaders = 48;

    /// <summary>Whoever sends may make up answers, and each costs two short hashes: a tenth of what a check may, so ten times as many are looked at.</summary>
    private const long AnswersPerCheck = 10;

    /// <summary>A check has six attributes, and a little room.</summary>
    private const int MaxAttributes = 32;

    /// <summary>That of a peer-reflexive candidate, the one the dialler may learn from our check (RFC 8445, section 7.1.1).</summary>
    private const uint CheckPriority = (110u << 24) | (65535 << 8) | 255;

    private readonly byte[] _password;
    private readonly ulong _tieBreaker;
    private readonly AddressProof _proof;
    private readonly ProvenAddresses _proven = new();
    private readonly WorkBudget _requests;
    private readonly WorkBudget _answers;
    private readonly WorkBudget _provenRequests;

    /// <summary>Makes a gate of a listener with this certificate.</summary>
    public ListenerGate(PeerConnectionListenerOptions options, ReadOnlySpan<byte> certificateHash, IRandomSource? random = null)
    {
        random ??= SystemRandomSource.Instance;
        _password = Encoding.ASCII.GetBytes(IceListenerCredentials.PasswordOf(certificateHash));
        _tieBreaker = IceRandom.CreateUInt64(random);
        _proof = new AddressProof(random);
        _requests = new WorkBudget(options.MaxChecksPerSecond);
        _answers = new WorkBudget((int)Math.Min(int.MaxValue, options.MaxChecksPerSecond * AnswersPerCheck));
        _provenRequests = new WorkBudget(options.MaxChecksPerSecond);
        Admissions = new Admissions(options);
    }

    /// <summary>Gets those let in.</summary>
    public Admissions Admissions { get; }

    /// <summary>Gets how many addresses are proven and have not begun a connection.</summary>
    public int ProvenCount => _proven.Count;

    /// <summary>Gets how many datagrams a hash was made for.</summary>
    public long Hashed { get; private set; }

    /// <summary>Takes a datagram from an address that belongs to no connection. Whatever it holds, nothing is thrown.</summary>
    /// <param name="local">Which of our addresses it came to.</param>
    /// <param name="remote">Where it says that it comes from.</param>
    /// <param name="datagram">What it holds.</param>
    /// <param name="reply">Takes what is to be sent back there; <see cref="MaxReplyLength"/> bytes.</param>
    /// <param name="now">The time in microseconds.</param>
    public GateReply Handle(IPEndPoint local, IPEndPoint remote, ReadOnlySpan<byte> datagram, Span<byte> reply, long now)
    {
        if (StunUsername.IsOfClass(datagram, StunMessageClass.Request))
        {
            return HandleRequest(AddressPair.Of(local, remote), remote, datagram, reply, now);
        }

        if (StunUsername.IsOfClass(datagram, StunMessageClass.SuccessResponse))
        {
            HandleAnswer(AddressPair.Of(local, remote), datagram, now);
        }

        return GateReply.Silence;
    }

    /// <summary>The answer to a check of ours proves the address; it names nobody, so who that is comes with the next check.</summary>
    private void HandleAnswer(in AddressPair pair, ReadOnlySpan<byte> datagram, long now)
    {
        if (StunMessage.TryParse(datagram, out var answer) && TryWork(_answers, now) && _proof.Verifies(answer.TransactionId, pair, now))
        {
            _proven.Add(pair, now);
        }
    }

    private GateReply HandleRequest(in AddressPair pair, IPEndPoint remote, ReadOnlySpan<byte> datagram, Span<byte> reply, long now)
    {
        if (!StunUsername.TryFind(datagram, out var username)
            || !IceListenerCredentials.TryRead(username, out var password, out var fragment)
            || !StunMessage.TryParse(datagram, out var request)
            || request.AttributeCount > MaxAttributes)
        {
            return GateReply.Silence;
        }

        var isProven = _proven.Contains(pair, now);
        if (!TryWork(isProven ? _provenRequests : _requests, now) || !request.HasValidIntegrity(_password) || !IsUnderstood(request, username))
        {
            return GateReply.Silence;
        }

        if (!isProven)
        {
            return Answer(request, pair, remote, password, fragment, datagram.Length, reply, now);
        }

        var dialler = new IceCredentials(Encoding.ASCII.GetString(fragment), Encoding.ASCII.GetString(password));
        var ours = new IceCredentials(IceListenerCredentials.Prefix + dialler.Password, Encoding.ASCII.GetString(_password));
        if (Admissions.TryAdmit(ours, dialler, pair.Remote, now) is not { } admission)
        {
            return GateReply.Silence;
        }

        _proven.Remove(pair);
        return new GateReply(0, 0, admission);
    }

    private GateReply Answer(
        in StunMessage request, in AddressPair pair, IPEndPoint remote, ReadOnlySpan<byte> password, ReadOnlySpan<byte> fragment, int received, Span<byte> reply, long now)
    {
        // The check goes first: whoever reads it alone answers it, and whatever follows from our answer follows that.
        var check = WriteCheck(reply, _proof.Create(pair, now), password, fragment);
        if (check == 0 || check > received)
        {
            return GateReply.Silence;
        }

        var answer = request.TryGet(StunAttributeType.UseCandidate, out _) ? 0 : WriteAnswer(reply[check..], request.TransactionId, remote);
        return answer > 0 && check + answer + PacketHeaders <= received ? new GateReply(check, answer) : new GateReply(check);
    }

    private int WriteAnswer(Span<byte> destination, StunTransactionId id, IPEndPoint remote)
    {
        var writer = new StunMessageWriter(destination, StunMessageClass.SuccessResponse, id);
        writer.AddXorMappedAddress(remote);
        writer.AddIntegrity(_password);
        writer.AddFingerprint();
        return writer.Length;
    }

    private int WriteCheck(Span<byte> destination, StunTransactionId id, ReadOnlySpan<byte> password, ReadOnlySpan<byte> fragment)
    {
        Span<byte> username = stackalloc byte[(2 * 256) + 1];
        fragment.CopyTo(username);
        var length = fragment.Length;
        username[length++] = (byte)':';
        length += Encoding.ASCII.GetBytes(IceListenerCredentials.Prefix, username[length..]);
        password.CopyTo(username[length..]);
        length += password.Length;

        var writer = new StunMessageWriter(destination, StunMessageClass.Request, id);
        writer.Add(StunAttributeType.Username, username[..length]);
        writer.AddUInt64(StunAttributeType.IceControlled, _tieBreaker);
        writer.AddUInt32(StunAttributeType.Priority, CheckPriority);
        writer.AddIntegrity(password);
        writer.AddFingerprint();
        return writer.Length;
    }

    /// <summary>No attribute that has to be understood and is not, and the USERNAME that counts is the one that was looked at.</summary>
    private static bool IsUnderstood(in StunMessage request, ReadOnlySpan<byte> username)
    {
        Span<ushort> unknown = stackalloc ushort[1];
        return request.GetUnknownRequired(unknown) == 0 && request.TryGet(StunAttributeType.Username, out var covered) && covered.SequenceEqual(username);
    }

    private bool TryWork(WorkBudget budget, long now)
    {
        if (!budget.TryTake(now))
        {
            return false;
        }

        Hashed++;
        return true;
    }
}

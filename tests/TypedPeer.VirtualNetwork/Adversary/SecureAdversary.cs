using System.Net;
using TypedPeer.DataChannels;
using TypedPeer.DataChannels.Dtls;
using TypedPeer.DataChannels.Dtls.Certificates;
using TypedPeer.DataChannels.Dtls.Connection;
using TypedPeer.DataChannels.Ice;
using TypedPeer.DataChannels.Ice.Agent;
using TypedPeer.DataChannels.Ice.Candidates;
using TypedPeer.DataChannels.Ice.Checks;
using TypedPeer.DataChannels.Ice.Gathering;
using TypedPeer.DataChannels.Ice.Selection;
using TypedPeer.DataChannels.Sdp;

namespace TypedPeer.VirtualNetwork.Adversary;

/// <summary>
/// The lower half of an attacker whom the victim has let in: real ICE and real DTLS, so that it is who its description says. What
/// lies above, each plaintext, is whatever the upper half makes up.
/// </summary>
internal sealed class SecureAdversary : IIceObserver, IDtlsObserver, IDisposable
{
    private const int LargestDatagram = 65_507;

    private readonly IPEndPoint _socket;
    private readonly IceAgent _ice;
    private readonly DtlsCertificate _certificate = DtlsCertificate.Create(TimeProvider.System.GetUtcNow());
    private readonly DtlsRole _role;
    private readonly byte[] _buffer = new byte[LargestDatagram];
    private DtlsConnection? _dtls;
    private bool _isDtlsStarted;
    private long _wakeAt = long.MaxValue;

    /// <summary>Makes an attacker with a socket at an address, in the DTLS role it will claim.</summary>
    public SecureAdversary(VirtualWorld world, string socket, DtlsRole role)
    {
        World = world;
        _role = role;
        _socket = IPEndPoint.Parse(socket);
        _ice = new IceAgent(new IceOptions(), this, new VirtualRandom(world.NextSeed()));
        var path = new VirtualPort(world, _socket);
        _ice.AddPath(path);
        world.Bind(_socket, (from, bytes) => Receive(path, from, bytes));
    }

    public VirtualWorld World { get; }

    /// <summary>Whether records may be sent.</summary>
    public bool IsConnected => _dtls?.State == DtlsState.Connected;

    /// <summary>Where the victim is; null while no path is chosen.</summary>
    public IPEndPoint? Victim => _ice.SelectedPair?.RemoteEndPoint;

    /// <summary>Takes each decrypted plaintext of the victim's, under the world's gate.</summary>
    public Action<byte[]>? Heard { get; set; }

    /// <summary>The bytes the victim has sent, and the bytes sent to it, UDP payloads with everything in them.</summary>
    public long BytesHeard { get; private set; }

    /// <inheritdoc cref="BytesHeard"/>
    public long BytesSaid { get; private set; }

    /// <summary>Answers the victim's offer. The handshakes run as the world does.</summary>
    public void Meet(VirtualPeer victim)
    {
        SessionDescription? offer = null;
        victim.Invoke((core, now) => offer = VirtualPeer.Describe(core, core.CreateOffer(), now));
        if (!SdpDescription.TryParse(offer!.Sdp, out var parsed, out var error) || parsed?.Data is not { } data)
            throw new InvalidOperationException($"The victim's offer cannot be read: {error}");

        lock (World.Gate)
        {
            _dtls = new DtlsConnection(_role, _certificate, DtlsOptions.Default, this);
            _dtls.SetExpectedFingerprints(data.Fingerprints.Select(Parse).ToList(), now: 0);
            _ice.SetRemoteCredentials(data.Credentials!, World.Now);
            foreach (var candidate in data.Candidates)
                _ice.AddRemoteCandidate(candidate, World.Now);

            _ice.EndOfRemoteCandidates(World.Now);
        }

        var answer = new SessionDescription(SdpType.Answer, SdpDescription.CreateAnswer(parsed, Describe(data.Mid), 1, 1).ToString());
        victim.Invoke((core, now) => core.SetRemoteDescription(answer, now));
        lock (World.Gate)
            Flush();
    }

    /// <summary>Sends plaintexts, each in a record of its own, all in one datagram.</summary>
    public void Say(params IReadOnlyList<byte[]> plaintexts)
    {
        lock (World.Gate)
        {
            var length = 0;
            foreach (var plaintext in plaintexts)
                length += Protect(plaintext, _buffer.AsSpan(length));

            SayRaw(_buffer.AsSpan(0, length));
        }
    }

    /// <summary>Makes a valid record without sending it.</summary>
    public byte[] MakeRecord(ReadOnlySpan<byte> plaintext)
    {
        lock (World.Gate)
        {
            var record = new byte[plaintext.Length + DtlsConnection.RecordOverhead];
            return record[..Protect(plaintext, record)];
        }
    }

    /// <summary>Sends a datagram of any content to where the victim is.</summary>
    public void SayRaw(ReadOnlySpan<byte> datagram)
    {
        lock (World.Gate)
        {
            BytesSaid += datagram.Length;
            World.Send(_socket, Victim ?? throw new InvalidOperationException("There is no path to the victim."), datagram);
        }
    }

    /// <summary>Closes DTLS properly.</summary>
    public void CloseDtls()
    {
        lock (World.Gate)
        {
            _dtls!.Close(World.Now);
            Flush();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        World.Unbind(_socket);
        _dtls?.Dispose();
        _certificate.Dispose();
    }

    void IIceGatheringObserver.OnLocalCandidate(IceCandidate candidate)
    {
    }

    void IIceObserver.OnStateChanged(IceConnectionState state)
    {
    }

    void IIceSelectionObserver.OnSelectedPairChanged(IceCandidatePair pair, bool isRescue)
    {
    }

    void IDtlsObserver.OnConnected(long now)
    {
    }

    void IDtlsObserver.OnApplicationData(Span<byte> data, long now) => Heard?.Invoke(data.ToArray());

    void IDtlsObserver.OnClosed(DtlsCloseReason reason)
    {
    }

    private static DtlsFingerprint Parse(SdpFingerprint text) =>
        DtlsFingerprint.TryParse(text.ToString(), out var fingerprint) ? fingerprint : throw new InvalidOperationException($"{text} is no fingerprint.");

    private SdpDataSection Describe(string? mid) => new()
    {
        Mid = mid,
        IceUfrag = _ice.LocalCredentials.UsernameFragment,
        IcePwd = _ice.LocalCredentials.Password,
        Fingerprints = [new SdpFingerprint(_certificate.Fingerprint.Algorithm, _certificate.Fingerprint.Value.ToArray())],
        Setup = _role == DtlsRole.Client ? SdpSetup.Active : SdpSetup.Passive,
        MaxMessageSize = 0,
        Candidates = [.. _ice.LocalCandidates],
        EndOfCandidates = true,
    };

    private int Protect(ReadOnlySpan<byte> plaintext, Span<byte> record)
    {
        plaintext.CopyTo(record[DtlsConnection.PlaintextOffset..]);
        return _dtls!.Protect(record, plaintext.Length);
    }

    private void Receive(VirtualPort path, IPEndPoint from, byte[] bytes)
    {
        BytesHeard += bytes.Length;
        if (bytes[0] <= 3)
            _ice.HandleDatagram(path, from, bytes, World.Now);
        else
            _dtls?.HandleDatagram(bytes, World.Now);

        Flush();
    }

    private void Flush()
    {
        int length;
        while ((length = _ice.WriteDatagram(_buffer, World.Now, out _, out var to)) > 0)
            World.Send(_socket, to, _buffer.AsSpan(0, length));

        if (Victim is { } victim)
        {
            if (!_isDtlsStarted)
            {
                _isDtlsStarted = true;
                _dtls!.Start(World.Now);
            }

            while ((length = _dtls!.WriteDatagram(_buffer, World.Now)) > 0)
                World.Send(_socket, victim, _buffer.AsSpan(0, length));
        }

        Arm();
    }

    private void Arm()
    {
        var deadline = Math.Min(_ice.NextDeadline, _dtls?.NextDeadline ?? long.MaxValue);
        if (deadline >= _wakeAt)
            return;

        _wakeAt = deadline;
        World.Schedule(deadline, () =>
        {
            if (_wakeAt != deadline)
                return;

            _wakeAt = long.MaxValue;
            if (_ice.NextDeadline <= World.Now)
                _ice.HandleDeadline(World.Now);
            if (_dtls!.NextDeadline <= World.Now)
                _dtls.HandleDeadline(World.Now);
            Flush();
        });
    }
}

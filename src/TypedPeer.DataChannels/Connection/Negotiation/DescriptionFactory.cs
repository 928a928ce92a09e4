using System.Security.Cryptography;
using TypedPeer.DataChannels.Dtls;
using TypedPeer.DataChannels.Ice;
using TypedPeer.DataChannels.Ice.Candidates;
using TypedPeer.DataChannels.Sdp;

namespace TypedPeer.DataChannels.Connection.Negotiation;

/// <summary>Makes offers and answers of what this side is.</summary>
/// <param name="self">What all of them say of this side, a TLS id included.</param>
internal sealed class DescriptionFactory(SdpDataSection self)
{
    private readonly ulong _sessionId = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)) >> 1;
    private ulong _version;

    /// <summary>A description was set: the next one has a version of its own.</summary>
    public void OnSet() => _version++;

    /// <summary>Describes this side as the one who begins. The sections of the last exchange, which its answer names, keep their places.</summary>
    public LocalSessionDescription CreateOffer(SdpDescription? previous, string sctpInit, IceCredentials credentials, IReadOnlyList<IceCandidate> candidates, bool isComplete)
    {
        var section = Describe(credentials, candidates, isComplete) with { Setup = SdpSetup.ActPass, SctpInit = sctpInit };
        return new LocalSessionDescription(SdpType.Offer, SdpDescription.CreateOffer(section, _sessionId, _version, previous), credentials);
    }

    /// <summary>Describes this side in answer to an offer. One without data has all its sections rejected.</summary>
    public LocalSessionDescription CreateAnswer(RemoteSessionDescription offer, string? sctpInit, IceCredentials credentials, IReadOnlyList<IceCandidate> candidates, bool isComplete)
    {
        var section = Describe(credentials, candidates, isComplete) with
        {
            Setup = offer.Parameters?.LocalDtlsRole == DtlsRole.Client ? SdpSetup.Active : SdpSetup.Passive,

            // An answer repeats it only to an offer that has one (RFC 8842, section 5.3).
            TlsId = offer.Sdp.Data?.TlsId is null ? null : self.TlsId,
            SctpInit = sctpInit,
        };
        return new LocalSessionDescription(SdpType.Answer, SdpDescription.CreateAnswer(offer.Sdp, section, _sessionId, _version), credentials);
    }

    private SdpDataSection Describe(IceCredentials credentials, IReadOnlyList<IceCandidate> candidates, bool isComplete) => self with
    {
        IceUfrag = credentials.UsernameFragment,
        IcePwd = credentials.Password,
        Candidates = [.. candidates],
        EndOfCandidates = isComplete,
    };
}

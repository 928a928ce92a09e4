using System.Net;
using TypedPeer.DataChannels.Ice.Candidates;
using TypedPeer.DataChannels.Ice.Gathering;

namespace TypedPeer.DataChannels.Connection.Reporting;

/// <summary>Finds out how a translator gives ports, from how servers see one port (as RFC 5780, section 4.3 does, with the servers there are).</summary>
internal static class NatMappings
{
    /// <summary>By what STUN servers have told this side. Of two ports of one server a translator may think as of one, so that only other addresses count.</summary>
    public static NatMapping Of(IReadOnlyList<IceServerAnswer> answers)
    {
        var found = NatMapping.Unknown;
        foreach (var port in answers.Where(static answer => answer.Mapped is not null).GroupBy(static answer => answer.Local))
        {
            found = Worse(found, OfPort(port.Key, [.. port]));
        }

        return found;
    }

    /// <summary>By the peer's reflexive candidates: two addresses for one base are two mappings. That there is but one says nothing, since it may have asked one server.</summary>
    public static NatMapping OfPeer(IEnumerable<IceCandidate> candidates) => candidates
        .Where(static candidate => candidate is { Type: IceCandidateType.ServerReflexive, EndPoint: not null, RelatedEndPoint: { Port: > 9 } related } && !related.Address.Equals(IPAddress.Any))
        .GroupBy(static candidate => (candidate.RelatedEndPoint, candidate.IsTcp))
        .Any(static seen => seen.Select(static candidate => candidate.EndPoint).Distinct().Skip(1).Any())
        ? NatMapping.EndpointDependent
        : NatMapping.Unknown;

    private static NatMapping OfPort(IPEndPoint local, IceServerAnswer[] answers)
    {
        if (Array.TrueForAll(answers, answer => answer.Mapped!.Equals(local)))
        {
            return NatMapping.None;
        }

        if (Array.Exists(answers, answer => !answer.Mapped!.Equals(answers[0].Mapped)))
        {
            return NatMapping.EndpointDependent;
        }

        return answers.Select(static answer => answer.Server.Address).Distinct().Count() > 1 ? NatMapping.EndpointIndependent : NatMapping.Unknown;
    }

    private static NatMapping Worse(NatMapping one, NatMapping other) => (NatMapping)Math.Max((int)one, (int)other);
}

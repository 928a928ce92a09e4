using System.Net;
using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Ice.Candidates;
using TypedPeer.DataChannels.Ice.Checks;
using TypedPeer.DataChannels.Ice.Selection;

namespace TypedPeer.DataChannels.Ice.Agent;

/// <summary>Makes candidate pairs of paths and what is known of the remote side, and puts them on the check list (RFC 8445, section 6.1.2).</summary>
internal sealed class IcePairing(
    IceLocalCandidates locals, IceRemoteCandidates remotes, IceCheckList checkList, IceTransactions transactions, IceSelection selection, IceOutcome outcome)
{
    /// <summary>A verified check has come from an address of the remote side (RFC 8445, sections 7.3.1.3 to 7.3.1.5).</summary>
    public void Learn(IceGeneration generation, IDatagramPath path, IPEndPoint remote, uint priority, bool nominates, long now)
    {
        if (locals.Find(path) is not { } local)
            return;

        var pair = checkList.Find(path, remote);
        if (pair is null)
        {
            var candidate = remotes.GetOrLearn(remote, NameOtherEnd(local.Candidate), priority, selection.Selected?.Remote, now, out var dropped);
            if (dropped is not null)
                selection.Drop(dropped);
            if (candidate is null)
                return;

            pair = CreatePair(generation, local, candidate, remote);
            if (!Add(pair, learned: true))
                return;

            selection.OnMoved(now);
        }

        selection.OnChecked(pair, nominates, now);
    }

    /// <summary>Verified checks have come, on a pair if it is on the list.</summary>
    public void Count(IDatagramPath path, IPEndPoint remote, long requests, long responses)
    {
        if (checkList.Find(path, remote)?.Counters is { } counters)
        {
            counters.RequestsReceived += requests;
            counters.ResponsesSent += responses;
        }
    }

    /// <summary>Pairs a path with a candidate, if the one can reach the other.</summary>
    public void AddPair(IceGeneration generation, IceLocalPath local, IceCandidate remote)
    {
        var address = local.Candidate.EndPoint!.Address;
        if (local.Candidate.IsTcp != remote.IsTcp || !IceAddress.CanReach(address, remote.EndPoint!.Address) || !local.Path.CanReach(remote.EndPoint))
            return;

        var endPoint = IceAddress.InZoneOf(address, remote.EndPoint);
        if (checkList.Find(local.Path, endPoint) is null)
            Add(CreatePair(generation, local, remote, endPoint), learned: false);
    }

    private static string? NameOtherEnd(IceCandidate local) => local.TcpType switch
    {
        "active" => "passive",
        "passive" => "active",
        var same => same,
    };

    private IceCandidatePair CreatePair(IceGeneration generation, IceLocalPath local, IceCandidate remote, IPEndPoint endPoint)
    {
        var pair = new IceCandidatePair(generation, local.Path, local.Candidate, remote, endPoint)
        {
            CheckPriority = local.CheckPriority,
        };
        pair.UpdatePriority(selection.IsControlling);
        return pair;
    }

    private bool Add(IceCandidatePair pair, bool learned)
    {
        if (!checkList.Add(pair, learned, selection.Selected, out var evicted))
            return false;

        if (evicted is not null)
            transactions.Remove(evicted);

        outcome.OnPair();
        return true;
    }
}

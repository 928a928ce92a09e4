using System.Net;
using TypedPeer.DataChannels.Ice.Candidates;
using TypedPeer.DataChannels.Ice.Checks;
using TypedPeer.DataChannels.Ice.Selection;

namespace TypedPeer.DataChannels.Ice.Agent;

/// <summary>Makes candidate pairs of sockets and what is known of the remote side, and puts them on the check list (RFC 8445, section 6.1.2).</summary>
internal sealed class IcePairing(
    IceLocalCandidates locals, IceRemoteCandidates remotes, IceCheckList checkList, IceTransactions transactions, IceSelection selection, IceOutcome outcome)
{
    /// <summary>A verified check has come from an address of the remote side (RFC 8445, sections 7.3.1.3 to 7.3.1.5).</summary>
    public void Learn(IceGeneration generation, int socket, IPEndPoint remote, uint priority, bool nominates, long now)
    {
        var pair = checkList.Find(socket, remote);
        if (pair is null)
        {
            var candidate = remotes.GetOrLearn(remote, priority, selection.Selected?.Remote, now, out var dropped);
            if (dropped is not null)
                selection.Drop(dropped);
            if (candidate is null)
                return;

            pair = CreatePair(generation, socket, candidate, remote);
            if (!Add(pair, learned: true))
                return;

            selection.OnMoved(now);
        }

        selection.OnChecked(pair, nominates, now);
    }

    /// <summary>Pairs a socket with a candidate, if the one can reach the other.</summary>
    public void AddPair(IceGeneration generation, int socket, IceCandidate remote)
    {
        var local = locals.Sockets[socket].EndPoint!.Address;
        if (!IceAddress.CanReach(local, remote.EndPoint!.Address))
            return;

        var endPoint = IceAddress.InZoneOf(local, remote.EndPoint);
        if (checkList.Find(socket, endPoint) is null)
            Add(CreatePair(generation, socket, remote, endPoint), learned: false);
    }

    private IceCandidatePair CreatePair(IceGeneration generation, int socket, IceCandidate remote, IPEndPoint endPoint)
    {
        var pair = new IceCandidatePair(generation, socket, locals.Sockets[socket], remote, endPoint)
        {
            CheckPriority = IceLocalCandidates.GetCheckPriority(socket),
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

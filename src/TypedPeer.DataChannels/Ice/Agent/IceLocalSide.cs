using System.Net;
using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Ice.Candidates;
using TypedPeer.DataChannels.Ice.Gathering;
using TypedPeer.DataChannels.Stun;

namespace TypedPeer.DataChannels.Ice.Agent;

/// <summary>The paths of this side and the STUN servers that are asked about them, and what the owner is told of both.</summary>
internal sealed class IceLocalSide(IceOptions options, IIceGatheringObserver observer, IceLocalCandidates candidates, IceGatherer gatherer)
{
    private readonly IceLocalEnd _end = new(gatherer, observer);

    /// <summary>Whether all candidates are known, and that was told.</summary>
    public bool IsComplete => _end.IsTold;

    /// <summary>Whether there are paths, or the first are still looked for.</summary>
    public bool HasPath => candidates.HasPath || !_end.IsGiven;

    /// <summary>Whether there are paths, or there may be: one that is gone may come back, or another in its place.</summary>
    public bool MayHavePath => candidates.HasHadPath || !_end.IsGiven;

    /// <summary>Adds a path, which is a candidate.</summary>
    /// <exception cref="ArgumentException">Its address is no single address, it was added before, or there are too many paths.</exception>
    public IceLocalPath Add(IDatagramPath path)
    {
        if (!IceAddress.IsUnicast(path.LocalEndPoint) || candidates.Find(path) is not null || candidates.Paths.Count >= options.MaximumLocalPaths)
            throw new ArgumentException("A candidate needs one unicast address and a port, each path is one, and there is a limit to their number.", nameof(path));

        var local = candidates.AddPath(path);
        observer.OnLocalCandidate(local.Candidate);
        gatherer.AddPath(local);
        return local;
    }

    /// <summary>Forgets a path.</summary>
    public void Remove(IceLocalPath local)
    {
        gatherer.RemovePath(local);
        TellRemoved(candidates.Remove(local));
    }

    /// <summary>Asks one more server.</summary>
    public void AddServer(IPEndPoint server, string url)
    {
        if (!gatherer.TryAddServer(IceAddress.Normalize(server), url))
            observer.OnServerFailed(url, server, IceServerFailure.TooMany);
    }

    /// <summary>Asks these servers, once more, and no others.</summary>
    public void SetServers(IReadOnlyList<(IPEndPoint EndPoint, string Url)> servers)
    {
        var kept = new List<IPEndPoint>();
        for (int index = 0; index < servers.Count; index++)
            kept.Add(servers[index].EndPoint);

        TellRemoved(gatherer.RemoveServersExcept(kept));
        gatherer.Restart();
        for (int index = 0; index < servers.Count; index++)
            AddServer(servers[index].EndPoint, servers[index].Url);
    }

    /// <summary>Takes a server's answer. False: it is none.</summary>
    public bool TryHandle(in StunMessage response, IceLocalPath local, IPEndPoint from, long now)
    {
        if (!gatherer.TryHandle(response, local, from, now, out var seen, out var replaced))
            return false;

        if (replaced is not null)
            observer.OnLocalCandidateRemoved(replaced);
        if (seen is not null)
            observer.OnLocalCandidate(seen);

        return true;
    }

    /// <summary>A server sees a path by another address, as the owner has found out.</summary>
    public void AddMapped(IceLocalPath local, IPEndPoint mapped, IPEndPoint server)
    {
        if (!IceAddress.IsUnicast(mapped))
            return;

        var seen = candidates.AddReflexive(local, IceAddress.Normalize(mapped), IceAddress.Normalize(server), out var replaced);
        if (replaced is not null)
            observer.OnLocalCandidateRemoved(replaced);
        if (seen is not null)
            observer.OnLocalCandidate(seen);
    }

    /// <summary>There may be more paths, after all.</summary>
    public void Restart() => _end.Restart();

    /// <summary>There are no more paths.</summary>
    public void End() => _end.IsGiven = true;

    /// <summary>Gives up what was asked too often, and tells what is known by now.</summary>
    public void Advance(long now)
    {
        gatherer.Advance(now);
        _end.Advance();
    }

    private void TellRemoved(IReadOnlyList<IceCandidate> removed)
    {
        foreach (var candidate in removed)
            observer.OnLocalCandidateRemoved(candidate);
    }
}

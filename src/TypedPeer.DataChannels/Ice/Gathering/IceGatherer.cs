using System.Net;
using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Entropy;
using TypedPeer.DataChannels.Ice.Candidates;
using TypedPeer.DataChannels.Stun;

namespace TypedPeer.DataChannels.Ice.Gathering;

/// <summary>
/// Asks STUN servers how they see our UDP ports (RFC 8445, section 5.1.1.2). A server is asked again now and then until a pair is selected,
/// since a translator forgets ports nobody uses, and people take their time to carry descriptions.
/// </summary>
internal sealed class IceGatherer(IceOptions options, IRandomSource random, IceLocalCandidates local)
{
    private readonly List<Server> _servers = [];
    private readonly List<Query> _queries = [];
    private readonly IcePacer _pacer = new(options);

    /// <summary>Whether a first answer is still waited for.</summary>
    public bool IsGathering => _queries.Exists(static query => !query.IsSettled);

    /// <summary>What was asked and answered, for diagnosis.</summary>
    public IReadOnlyList<IceServerAnswer> Answers => _queries.ConvertAll(static query => query.ToAnswer());

    /// <summary>Asks another server from every port that can reach it. False: it is one too many.</summary>
    public bool TryAddServer(IPEndPoint endPoint, string url)
    {
        if (_servers.Exists(known => IceAddress.AreSame(known.EndPoint, endPoint)))
            return true;
        if (_servers.Count >= options.MaximumStunServers)
            return false;

        var server = new Server(endPoint, url);
        _servers.Add(server);
        if (IceAddress.IsUnicast(endPoint))
        {
            foreach (var path in local.Paths)
                AddQuery(path, server);
        }

        return true;
    }

    /// <summary>Everything is to be found out anew: the servers there are are asked again, and told of again if they fail.</summary>
    public void Restart()
    {
        foreach (var server in _servers)
            server.Restart();
        foreach (var query in _queries)
            query.Restart();
    }

    /// <summary>Forgets the servers that are not among these; returns the candidates that this takes away.</summary>
    public List<IceCandidate> RemoveServersExcept(IReadOnlyList<IPEndPoint> kept)
    {
        var removed = new List<IceCandidate>();
        foreach (var server in _servers.FindAll(known => !kept.Any(other => IceAddress.AreSame(known.EndPoint, other))))
        {
            _servers.Remove(server);
            _queries.RemoveAll(query => query.Server == server);
            removed.AddRange(local.RemoveServer(server.EndPoint));
        }

        return removed;
    }

    /// <summary>Takes a server that is known to give no candidate, each once.</summary>
    public bool TryTakeFailed(out string url, out IPEndPoint endPoint, out int errorCode)
    {
        foreach (var server in _servers)
        {
            if (server.IsTold || server.HasAnswered || _queries.Exists(query => query.Server == server && !query.IsSettled))
                continue;

            server.IsTold = true;
            bool isAsked = _queries.Exists(query => query.Server == server);
            (url, endPoint, errorCode) = (server.Url, server.EndPoint, isAsked ? server.ErrorCode : IceServerFailure.OutOfReach);
            return true;
        }

        (url, endPoint, errorCode) = ("", null!, 0);
        return false;
    }

    /// <summary>Asks every server by another path, if that is a port of this host.</summary>
    public void AddPath(IceLocalPath path)
    {
        foreach (var server in _servers)
            AddQuery(path, server);
    }

    /// <summary>Asks no server by a path that is gone.</summary>
    public void RemovePath(IceLocalPath path) => _queries.RemoveAll(query => query.Local == path);

    /// <summary>Takes a response; the candidate it brought, or null, and the one whose place that takes. False: it is none of ours.</summary>
    public bool TryHandle(in StunMessage response, IceLocalPath path, IPEndPoint from, long now, out IceCandidate? candidate, out IceCandidate? replaced)
    {
        candidate = null;
        replaced = null;
        if (Find(response.TransactionId, path, from) is not { } query)
            return false;

        query.IsSettled = true;
        query.IsAsked = false;
        query.DueAt = now + IceRandom.Spread(random, options.KeepAliveInterval);
        if (response.Class == StunMessageClass.SuccessResponse && response.TryGetMappedAddress(out var mapped) && IceAddress.IsUnicast(mapped!))
        {
            query.Server.HasAnswered = true;
            query.Mapped = IceAddress.Normalize(mapped!);
            candidate = local.AddReflexive(path, IceAddress.Normalize(mapped!), IceAddress.Normalize(from), out replaced);
        }
        else
        {
            query.ErrorCode = query.Server.ErrorCode = response.Class == StunMessageClass.ErrorResponse ? response.GetErrorCode() : 0;
        }

        return true;
    }

    /// <summary>When there will be something to write or to give up; what is due already is written without being asked for.</summary>
    public long GetDeadline(long now, bool isRefreshing)
    {
        long next = long.MaxValue;
        foreach (var query in _queries)
        {
            long at = query.Sends >= options.MaximumGatheringTransmissions ? query.DueAt : Math.Max(query.DueAt, _pacer.NextAt);
            if (at > now && (isRefreshing || !query.IsSettled))
                next = Math.Min(next, at);
        }

        return next;
    }

    /// <summary>Gives up what was asked too often. A server that is silent now may answer at the next refresh.</summary>
    public void Advance(long now)
    {
        foreach (var query in _queries)
        {
            if (query.Sends < options.MaximumGatheringTransmissions || now < query.DueAt)
                continue;

            query.IsSettled = true;
            query.IsAsked = false;
            query.Sends = 0;
            query.DueAt = now + IceRandom.Spread(random, options.KeepAliveInterval);
        }
    }

    /// <summary>Writes the next request that is due; 0 if none is.</summary>
    public int Write(Span<byte> destination, long now, bool isRefreshing, out IDatagramPath path, out IPEndPoint server)
    {
        foreach (var query in _queries)
        {
            if (now < query.DueAt || query.Sends >= options.MaximumGatheringTransmissions || (query.IsSettled && !isRefreshing) || !_pacer.TryTake(now))
                continue;

            if (!query.IsAsked)
                query.Begin(IceRandom.CreateTransactionId(random), options.InitialGatheringTimeout);

            query.Sends++;
            query.Requests++;
            query.DueAt = now + query.RetransmissionTimeout;
            query.RetransmissionTimeout *= 2;
            var writer = new StunMessageWriter(destination, StunMessageClass.Request, query.Id);
            writer.AddFingerprint();
            (path, server) = (query.Local.Path, query.Server.EndPoint);
            return writer.Length;
        }

        (path, server) = (null!, null!);
        return 0;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _servers.Clear();
        _queries.Clear();
    }

    /// <summary>Strangers make it look as often as they like, so that it allocates nothing.</summary>
    private Query? Find(StunTransactionId id, IceLocalPath path, IPEndPoint from)
    {
        foreach (var query in _queries)
        {
            if (query.IsAsked && query.Id == id && query.Local == path && IceAddress.AreSame(query.Server.EndPoint, from))
                return query;
        }

        return null;
    }

    private void AddQuery(IceLocalPath path, Server server)
    {
        if (path.Path.Kind == DatagramPathKind.Udp && IceAddress.CanReach(path.Candidate.EndPoint!.Address, server.EndPoint.Address))
            _queries.Add(new Query(path, server));
    }

    private sealed class Server(IPEndPoint endPoint, string url)
    {
        public IPEndPoint EndPoint { get; } = endPoint;

        public string Url { get; } = url;

        /// <summary>It told an address to at least one port.</summary>
        public bool HasAnswered { get; set; }

        /// <summary>What it said to the last port it told none.</summary>
        public int ErrorCode { get; set; } = IceServerFailure.NoAnswer;

        /// <summary>That it failed was reported.</summary>
        public bool IsTold { get; set; }

        public void Restart()
        {
            HasAnswered = false;
            ErrorCode = IceServerFailure.NoAnswer;
            IsTold = false;
        }
    }

    private sealed class Query(IceLocalPath local, Server server)
    {
        public IceLocalPath Local { get; } = local;

        public Server Server { get; } = server;

        public StunTransactionId Id { get; private set; }

        public int Sends { get; set; }

        /// <summary>Sends of all requests together.</summary>
        public int Requests { get; set; }

        public IPEndPoint? Mapped { get; set; }

        public int ErrorCode { get; set; }

        public long DueAt { get; set; } = long.MinValue;

        public long RetransmissionTimeout { get; set; }

        /// <summary>A request is under way.</summary>
        public bool IsAsked { get; set; }

        /// <summary>Answered or given up once: gathering does not wait for it any more.</summary>
        public bool IsSettled { get; set; }

        public IceServerAnswer ToAnswer() => new(Server.Url, Server.EndPoint, Local.Path.LocalEndPoint, Mapped, ErrorCode, Requests, IsSettled);

        public void Begin(StunTransactionId id, long timeout)
        {
            Id = id;
            Sends = 0;
            RetransmissionTimeout = timeout;
            IsAsked = true;
        }

        public void Restart()
        {
            IsAsked = false;
            IsSettled = false;
            Sends = 0;
            DueAt = long.MinValue;
        }
    }
}

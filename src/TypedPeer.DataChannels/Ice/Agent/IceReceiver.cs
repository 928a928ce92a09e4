using System.Net;
using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Ice.Candidates;
using TypedPeer.DataChannels.Ice.Checks;
using TypedPeer.DataChannels.Ice.Messages;
using TypedPeer.DataChannels.Ice.Selection;
using TypedPeer.DataChannels.Stun;

namespace TypedPeer.DataChannels.Ice.Agent;

/// <summary>Checks of the other side, and its answers to ours (RFC 8445, sections 7.2.5 and 7.3). What is not proved to be its own changes nothing.</summary>
internal sealed class IceReceiver(
    IceSessions sessions,
    IceLocalCandidates local,
    IceRemoteCandidates remotes,
    IceTransactions transactions,
    IceResponder responder,
    IceValidatedAddresses validated,
    IceEarlyChecks earlyChecks,
    IceSelection selection,
    IcePairing pairing,
    ulong tieBreaker)
{
    /// <summary>How many messages were hashed: one a datagram, none for what names no session and answers no request.</summary>
    public long IntegrityChecks { get; private set; }

    /// <summary>Takes a request. False: it changed nothing.</summary>
    public bool HandleRequest(in StunMessage request, IDatagramPath path, IPEndPoint remote, long now)
    {
        if (IceResponder.FindSession(request, sessions.Current, sessions.Previous, sessions.Prepared) is not { } generation || !IsGenuine(request, generation.LocalKey))
            return false;

        remote = IceAddress.Normalize(remote);
        if (!remotes.IsAllowed(remote))
            return false;

        byte[] key = generation.LocalKey;
        if (responder.RefuseUnknown(request, path, remote, key))
            return true;

        bool isCurrent = generation == sessions.Current;
        if (isCurrent && selection.SettleConflict(request, tieBreaker))
        {
            responder.Enqueue(new IceResponse(request.TransactionId, path, remote, key, StunErrorCode.RoleConflict));
            return true;
        }

        bool isAnswered = responder.Enqueue(new IceResponse(request.TransactionId, path, remote, key));
        bool isPrepared = generation == sessions.Prepared;
        if (isPrepared)
            validated.AddIfNew(path, remote, generation, selection.Selected);
        else
            validated.Add(path, remote, generation, selection.Selected);
        if (!isCurrent && !isPrepared)
            return true;

        request.TryGet(StunAttributeType.Username, out var username);
        request.TryGetUInt32(StunAttributeType.Priority, out uint priority);
        bool nominates = request.TryGet(StunAttributeType.UseCandidate, out _);
        if (generation.IsFromRemote(username))
            pairing.Learn(generation, path, remote, priority, nominates, now);
        else if (generation.Remote is null)
            earlyChecks.Add(path, remote, priority, nominates, isAnswered, generation.GetSender(username));

        if (isCurrent)
            pairing.Count(path, remote, requests: 1, isAnswered ? 1 : 0);

        return true;
    }

    /// <summary>Takes a response. False: it changed nothing.</summary>
    public bool HandleResponse(in StunMessage response, IceLocalPath path, IPEndPoint remote, long now)
    {
        if (!transactions.TryFind(response.TransactionId, path.Path, remote, out var transaction)
            || !IsGenuine(response, transaction!.Pair.Generation.RemoteKey))
            return false;

        var pair = transaction.Pair;
        pair.Counters.ResponsesReceived++;
        transactions.Complete(transaction);
        if (response.Class == StunMessageClass.ErrorResponse)
        {
            bool isConflict = response.GetErrorCode() == StunErrorCode.RoleConflict && pair.Generation == sessions.Current;
            if (!isConflict || !selection.TryYieldRole(transaction))
                selection.OnExpired(transaction, now);

            return true;
        }

        validated.Add(path.Path, pair.RemoteEndPoint, pair.Generation, selection.Selected);
        if (response.TryGetMappedAddress(out var mapped) && pair.State != IceCandidatePairState.Succeeded)
            pair.Local = local.GetSeenAs(path, mapped!);

        selection.OnAnswered(transaction, pair.Generation == sessions.Current, now);
        sessions.OnAnswered(selection.Selected?.Generation, now);
        return true;
    }

    private bool IsGenuine(in StunMessage message, byte[] key) => ++IntegrityChecks > 0 && message.HasValidIntegrity(key);
}

using System.Net;
using TypedPeer.DataChannels.Datagrams;
using TypedPeer.DataChannels.Ice.Checks;
using TypedPeer.DataChannels.Ice.Gathering;
using TypedPeer.DataChannels.Ice.Messages;
using TypedPeer.DataChannels.Ice.Selection;

namespace TypedPeer.DataChannels.Ice.Agent;

/// <summary>What leaves, in this order: answers, checks, questions to STUN servers.</summary>
internal sealed class IceSender(
    IceOptions options, IceResponder responder, IceTransactions transactions, IceGatherer gatherer, IceSelection selection, ulong tieBreaker)
{
    /// <summary>Until there is a pair, translators are kept from forgetting the ports the STUN servers saw.</summary>
    private bool IsRefreshing => selection.Selected is null;

    /// <summary>Writes the next datagram; 0 if there is none. What has left is due to be looked after at <paramref name="dueAt"/>.</summary>
    public int Write(Span<byte> destination, long now, out IDatagramPath path, out IPEndPoint remote, out long dueAt)
    {
        dueAt = long.MaxValue;
        while (responder.HasOutgoing)
        {
            int length = responder.Write(destination, out path, out remote);
            if (length > 0)
                return length;
        }

        while (transactions.TryDequeue(out var transaction))
        {
            transaction!.AsControlling = selection.IsControlling;
            int length = IceMessages.WriteRequest(destination, transaction, tieBreaker);
            IceTransactions.MarkSent(transaction, options, now);
            dueAt = Math.Min(dueAt, transaction.DueAt);
            if (length == 0)
                continue;

            path = transaction.Pair.Path;
            remote = transaction.Pair.RemoteEndPoint;
            return length;
        }

        int query = gatherer.Write(destination, now, IsRefreshing, out path, out remote);
        if (query > 0)
            dueAt = Math.Min(dueAt, GetGatheringDeadline(now));

        return query;
    }

    /// <summary>When a server is to be asked again or given up.</summary>
    public long GetGatheringDeadline(long now) => gatherer.GetDeadline(now, IsRefreshing);
}

using TypedPeer.CompilerServices;

namespace TypedPeer.Sessions;

/// <summary>What a peer is told about an exception of user code: what the code announced, and nothing else unless asked for.</summary>
internal static class HandlerError
{
    /// <summary>Tells the application about an exception the peer is not told about.</summary>
    public static void Report(Exception exception, PeerMethod method, PeerSessionOptions options)
    {
        if (exception is not (PeerException or PeerDataException or OperationCanceledException))
        {
            options.HandlerFailed?.Invoke(method.ToString(), exception);
        }
    }

    public static (PeerStatus Status, string Message) Describe(Exception exception, PeerSessionOptions options) => exception switch
    {
        PeerException e => (e.Status == PeerStatus.Ok ? PeerStatus.HandlerFailed : e.Status, e.Message),
        PeerDataException e => (PeerStatus.InvalidData, e.Message),
        OperationCanceledException => (PeerStatus.Cancelled, "The handler was cancelled."),
        _ when options.IncludeExceptionDetails => (PeerStatus.HandlerFailed, $"{exception.GetType().FullName}: {exception.Message}"),
        _ => (PeerStatus.HandlerFailed, "The handler failed; the details are known on its side only."),
    };

    /// <summary>Encodes the detail of an announced error, where the contract declares its type and it can be written; null otherwise.</summary>
    public static byte[]? EncodeDetail(Exception exception, PeerContractDescriptor contract, PeerMethod method, PeerSessionOptions options)
    {
        if (exception is not PeerException { Detail: { } detail })
        {
            return null;
        }

        if (PeerErrorDetail.For(detail, contract) is not { } declared)
        {
            return null;
        }

        try
        {
            return declared.Encode(detail);
        }
#pragma warning disable CA1031 // The detail's own code may throw anything; the error travels without it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Report(e, method, options);
            return null;
        }
    }
}

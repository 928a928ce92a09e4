using TypedPeer.DataChannels.Dtls.Messages;

namespace TypedPeer.DataChannels.Dtls.Handshake;

/// <summary>One role's order of messages. Throws only <see cref="HandshakeException"/>, after which it is of no use.</summary>
internal abstract class HandshakeMachine(HandshakeContext context) : IDisposable
{
    /// <summary>Gets what is waited for.</summary>
    public HandshakePhase Phase { get; protected set; }

    /// <summary>Gets the shared state.</summary>
    protected HandshakeContext Context => context;

    /// <summary>Says, without an exception, whether a first message may be one: who sends it has not agreed on anything yet.</summary>
    public bool IsPossibleHello(HandshakeMessage message) =>
        HandshakeRules.IsLegal(Phase, message.Type) && (message.Type != HandshakeType.ClientHello || ClientHello.IsWellFormed(message.Body));

    /// <summary>Takes the next whole message.</summary>
    public void Handle(HandshakeMessage message)
    {
        if (!HandshakeRules.IsLegal(Phase, message.Type))
        {
            throw new HandshakeException(DtlsAlert.UnexpectedMessage, $"{message.Type} came in {Phase}.");
        }

        Accept(message);
    }

    /// <summary>Takes a ChangeCipherSpec. An early one is dropped: the record is not authentic, and nothing may come of it.</summary>
    public bool TryHandleChangeCipherSpec()
    {
        if (Phase != HandshakePhase.WaitChangeCipherSpec)
        {
            return false;
        }

        context.Records.EnterProtectedReadEpoch();
        Phase = HandshakePhase.WaitFinished;
        return true;
    }

    /// <summary>The SDP came, or changed: goes on if that was waited for.</summary>
    public void PolicyChanged()
    {
        if (context.RemoteCertificate is not null && context.IsPeerTrusted() && Phase == HandshakePhase.WaitFingerprint)
        {
            PeerTrusted();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => context.Dispose();

    /// <summary>Takes a message that is legal in this phase.</summary>
    protected abstract void Accept(HandshakeMessage message);

    /// <summary>Sends the flight that only a trusted peer may have.</summary>
    protected abstract void PeerTrusted();

    /// <summary>Goes on with <see cref="PeerTrusted"/>, now or when the SDP has come.</summary>
    protected void RequireTrust()
    {
        Phase = HandshakePhase.WaitFingerprint;
        if (context.IsPeerTrusted())
        {
            PeerTrusted();
        }
    }
}

using TypedPeer.Sessions.Work;

namespace TypedPeer.Sessions.Driving;

/// <summary>Tells the application that the peer has fallen silent or is heard again: one at a time, in order, and what it threw as any failure of its own code.</summary>
internal sealed class SilenceReport(PeerSessionOptions options) : SessionWork
{
    private volatile bool _isResponsive = true;
    private bool _told = true;
    private int _asked;

    /// <summary>Raised where work of the session runs.</summary>
    public event Action<bool>? Changed;

    /// <summary>Gets or sets a value indicating whether the peer is heard.</summary>
    public bool IsResponsive
    {
        get => _isResponsive;
        set => _isResponsive = value;
    }

    protected override void Run()
    {
        if (Interlocked.Increment(ref _asked) > 1)
        {
            return;
        }

        int seen;
        do
        {
            seen = Volatile.Read(ref _asked);
            Tell();
        }
        while (Interlocked.Add(ref _asked, -seen) > 0);
    }

    private void Tell()
    {
        var isResponsive = _isResponsive;
        if (isResponsive == _told)
        {
            return;
        }

        _told = isResponsive;
        try
        {
            Changed?.Invoke(isResponsive);
        }
#pragma warning disable CA1031 // The application's code.
        catch (Exception e)
#pragma warning restore CA1031
        {
            FailureReport.Tell($"{nameof(PeerSession)}.{nameof(PeerSession.ResponsiveChanged)}", e, options);
        }
    }
}

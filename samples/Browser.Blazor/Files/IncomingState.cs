namespace TypedPeer.Samples.Browser.Blazor.Files;

/// <summary>How far a file of somebody else's is.</summary>
public enum IncomingState
{
    /// <summary>It is large: it comes when it is asked for.</summary>
    Offered,

    /// <summary>It is on its way.</summary>
    Coming,

    /// <summary>It is here, whole.</summary>
    There,

    /// <summary>It did not come.</summary>
    Failed,
}

namespace TypedPeer.Browser;

/// <summary>How a page connects and closes. Immutable.</summary>
public sealed record BrowserPeerOptions
{
    /// <summary>
    /// Gets the longest a connection may take to come up, beyond zero. 15 s: the browser's own checks of a path give up after some 15 to 30, and a person has given up by then.
    /// </summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Gets the longest a close may wait for what is buffered to leave, zero or more. 5 s, as .NET's own stack has it: a dead path would keep it for half a minute.
    /// </summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(5);

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ConnectTimeout, TimeSpan.Zero, nameof(ConnectTimeout));
        ArgumentOutOfRangeException.ThrowIfLessThan(CloseTimeout, TimeSpan.Zero, nameof(CloseTimeout));
    }
}

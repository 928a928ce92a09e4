namespace TypedPeer.DataChannels.Driver;

/// <summary>What a <see cref="DriverEvent"/> tells.</summary>
internal enum DriverEventKind
{
    /// <summary>A handler was added: what waits for one is to be delivered.</summary>
    HandlerAttached,

    /// <summary>Code of the application's, called where it could not be told, threw.</summary>
    ApplicationFailed,
}

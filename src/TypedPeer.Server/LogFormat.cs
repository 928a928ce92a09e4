namespace TypedPeer.Server;

/// <summary>How logs are written, to the standard error stream.</summary>
internal enum LogFormat
{
    /// <summary>A line for people.</summary>
    Text,

    /// <summary>A line of JSON, with each value of the message as a member.</summary>
    Json,
}

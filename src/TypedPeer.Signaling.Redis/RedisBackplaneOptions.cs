using StackExchange.Redis;

namespace TypedPeer.Signaling.Redis;

/// <summary>How servers are one through Redis. Read once, when the application starts.</summary>
public sealed class RedisBackplaneOptions
{
    /// <summary>Gets or sets where Redis is, and how it is spoken to. The application starts, and goes on, without Redis.</summary>
    public ConfigurationOptions Configuration { get; set; } = new() { EndPoints = { "localhost:6379" } };

    /// <summary>
    /// Gets or sets what the names of keys and channels begin with: servers with the same are one. 1 to 64 letters, digits and <c>- _ .</c>; default "typedpeer". In a Redis Cluster all keys are in the slot of this name, so that one step sees them all.
    /// </summary>
    public string Prefix { get; set; } = "typedpeer";

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Configuration);
        if (Prefix is not { Length: > 0 and <= 64 } || !Prefix.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.'))
        {
            throw new ArgumentException($"{nameof(Prefix)} has 1 to 64 letters, digits and '-', '_', '.'.");
        }
    }
}

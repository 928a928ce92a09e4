namespace TypedPeer.Channels;

/// <summary>
/// What a channel may offer beside <see cref="IPeerChannel"/>: it hears of the peer on its own, as a path does whose consent is checked (RFC 7675), and so spares the session to
/// ask while neither side has anything to say. A decorator that does not pass it on loses nothing but that: the session then asks by itself.
/// </summary>
public interface IPeerChannelLiveness
{
    /// <summary>
    /// Gets how long ago the peer last gave an authenticated sign of life of any kind; null when there was none yet, or there is nothing to tell. May be called
    /// from any thread, costs little, and blocks on nothing.
    /// </summary>
    TimeSpan? SinceHeard { get; }
}

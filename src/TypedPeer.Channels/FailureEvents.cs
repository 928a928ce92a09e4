using System.Diagnostics.Tracing;

namespace TypedPeer.Channels;

/// <summary>
/// The <see cref="EventSource"/> <c>TypedPeer</c>, which has every failure that no caller learns, whatever else is told of it. Made when there is the first one. Event ids and
/// their arguments are documented (docs/sessions.md) and stay what they are.
/// </summary>
[EventSource(Name = "TypedPeer")]
internal sealed class FailureEvents : EventSource
{
    /// <summary>An event that is larger than 64 KiB is lost as a whole.</summary>
    private const int MaxText = 16 * 1024;

    private static readonly FailureEvents Log = new();

    private FailureEvents()
    {
    }

    /// <summary>Tells of code of the application's that failed. Never throws, and is never called under a lock.</summary>
    /// <param name="what">The method, the option or the event it is about.</param>
    /// <param name="text">The exception.</param>
    public static void TellApplication(string what, string text) => Tell(() => Log.ApplicationFailed(what, Bounded(text)));

    /// <summary>Tells of what a channel, a clock or a scheduler threw. Never throws, and is never called under a lock.</summary>
    public static void TellSurroundings(string what, string text) => Tell(() => Log.SurroundingsFailed(what, Bounded(text)));

    /// <summary>Tells of a call that authorization refused. Never throws, and is never called under a lock.</summary>
    public static void TellDenied(string method, string session, string status) => Tell(() => Log.CallDenied(method, session, status));

    [Event(1, Level = EventLevel.Error, Message = "{0} failed: {1}")]
    private void ApplicationFailed(string what, string exception) => WriteEvent(1, what, exception);

    [Event(2, Level = EventLevel.Warning, Message = "{0} failed: {1}")]
    private void SurroundingsFailed(string what, string exception) => WriteEvent(2, what, exception);

    [Event(3, Level = EventLevel.Warning, Message = "{0} was refused in session {1}: {2}")]
    private void CallDenied(string method, string session, string status) => WriteEvent(3, method, session, status);

    private static string Bounded(string text) => text.Length <= MaxText ? text : text[..MaxText];

    private static void Tell(Action write)
    {
        try
        {
            write();
        }
#pragma warning disable CA1031 // Listeners are the application's, too, and nobody is left who could be told.
        catch (Exception)
#pragma warning restore CA1031
        {
            return;
        }
    }
}

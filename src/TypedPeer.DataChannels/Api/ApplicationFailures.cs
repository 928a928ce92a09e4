using TypedPeer.Channels;

namespace TypedPeer.DataChannels.Api;

/// <summary>Where failures of the application's code go that nobody asked for.</summary>
internal static class ApplicationFailures
{
    /// <summary>Writes one to the event source and to the listeners of <see cref="System.Diagnostics.Trace"/>.</summary>
    public static void Trace(Exception exception)
    {
        try
        {
            FailureEvents.TellApplication("Code of the application that a connection called back", exception.ToString());
            System.Diagnostics.Trace.TraceError($"TypedPeer.DataChannels: code of the application that was called back failed. {exception}");
        }
        catch (Exception)
        {
            // The exception's text and the listeners are the application's too (those of Debug are the same): nobody is left who could be told.
        }
    }
}

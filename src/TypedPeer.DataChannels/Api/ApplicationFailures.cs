using System.Diagnostics;

namespace TypedPeer.DataChannels.Api;

/// <summary>Where failures of the application's code go that nobody asked for.</summary>
internal static class ApplicationFailures
{
    /// <summary>Writes one to the listeners of <see cref="System.Diagnostics.Trace"/>.</summary>
    public static void Trace(Exception exception)
    {
        try
        {
            System.Diagnostics.Trace.TraceError($"TypedPeer.DataChannels: code of the application that was called back failed. {exception}");
        }
        catch (Exception second)
        {
            // A listener is the application's too; the debugger is the last to tell.
            Debug.WriteLine(second);
        }
    }
}

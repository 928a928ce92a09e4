using System.Diagnostics;

namespace TypedPeer.Benchmarks.EndToEnd.Measuring;

/// <summary>How a process ends that reads its input until that ends.</summary>
internal static class ChildProcess
{
    /// <summary>Ends the input of a process, which is its sign to go, waits for it, and lets go of it; one that stays is killed.</summary>
    public static async ValueTask EndAsync(Process process, TimeSpan patience)
    {
        try
        {
            process.StandardInput.Close();
            await process.WaitForExitAsync().WaitAsync(patience);
        }
        catch (Exception exception) when (exception is IOException or TimeoutException)
        {
            process.Kill();
        }

        process.Dispose();
    }
}

using System.Runtime.InteropServices.JavaScript;
using System.Runtime.Versioning;
using System.Security;

namespace TypedPeer.Browser.Interop;

/// <summary>What the browser throws, as what this library throws for the same.</summary>
[SupportedOSPlatform("browser")]
internal static class PageErrors
{
    /// <summary>Runs an operation of the browser's, whose error says its name first.</summary>
    public static async Task<T> TellAsync<T>(Func<Task<T>> run, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return await run().ConfigureAwait(false);
        }
        catch (JSException exception)
        {
            throw Translate(exception);
        }
    }

    /// <inheritdoc cref="TellAsync{T}"/>
    public static async Task TellAsync(Func<Task> run, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            await run().ConfigureAwait(false);
        }
        catch (JSException exception)
        {
            throw Translate(exception);
        }
    }

    /// <summary>Says that somebody else has answered. A page cannot even make an <see cref="System.Security.Authentication.AuthenticationException"/>, which says so elsewhere.</summary>
    public static Exception NotThePeer(string message) => new SecurityException(message);

    private static Exception Translate(JSException exception) => exception.Message.Contains("InvalidStateError", StringComparison.Ordinal)
        ? new InvalidOperationException($"The connection is not in a state for this: {exception.Message}", exception)
        : new ArgumentException($"The browser refuses it: {exception.Message}", exception);
}

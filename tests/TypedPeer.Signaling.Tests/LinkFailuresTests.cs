using System.Diagnostics;
using TypedPeer.Signaling.Links;

namespace TypedPeer.Signaling.Tests;

/// <summary>Failures of the application's code are told on threads of the pool, where nothing may be thrown.</summary>
[Collection(nameof(LeakTests))]
public sealed class LinkFailuresTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Telling_of_a_failure_never_fails_although_the_trace_and_the_exception_do(bool hasHandler)
    {
        var options = new PeerSessionOptions { HandlerFailed = hasHandler ? static (_, exception) => throw exception : null };
        using var broken = new BrokenListener();
        Trace.Listeners.Add(broken);
        try
        {
            LinkFailures.Report(options, "the test", new MuteException());
            LinkFailures.Report(options, "the test", new NotSupportedException("told"));
        }
        finally
        {
            Trace.Listeners.Remove(broken);
        }

        Assert.True(broken.IsAsked);
    }

    private sealed class MuteException : Exception
    {
        public override string ToString() => throw new NotSupportedException("No text.");
    }

    private sealed class BrokenListener : TraceListener
    {
        public bool IsAsked { get; private set; }

        public override void Write(string? message) => WriteLine(message);

        public override void WriteLine(string? message)
        {
            IsAsked = true;
            throw new NotSupportedException("The listener is broken.");
        }
    }
}

using Microsoft.Extensions.Logging;

namespace TypedPeer.Signaling.Server.Tests.Protocol;

/// <summary>What the server logged.</summary>
internal sealed class CapturedLog : ILoggerProvider, ILogger
{
    private readonly System.Threading.Channels.Channel<(LogLevel Level, string Text)> _news = System.Threading.Channels.Channel.CreateUnbounded<(LogLevel Level, string Text)>();

    /// <summary>Waits until something was logged.</summary>
    public async Task ContainsAsync(LogLevel level, string text)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (await _news.Reader.ReadAsync(timeout.Token) != (level, text))
        {
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Debug;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _news.Writer.TryWrite((logLevel, formatter(state, exception)));

    public void Dispose()
    {
    }
}

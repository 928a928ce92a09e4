using Microsoft.Extensions.Logging;

namespace TypedPeer.Hosting.Tests;

/// <summary>Keeps what was logged.</summary>
internal sealed class RecordingLoggerProvider : ILoggerProvider, ILogger
{
    private readonly List<(int Id, string Text, Exception? Exception)> _entries = [];

    public List<(int Id, string Text, Exception? Exception)> Take()
    {
        lock (_entries)
        {
            return [.. _entries];
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_entries)
        {
            _entries.Add((eventId.Id, formatter(state, exception), exception));
        }
    }

    public void Dispose()
    {
    }
}

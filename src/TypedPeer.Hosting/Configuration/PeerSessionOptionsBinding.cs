using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace TypedPeer.Hosting.Configuration;

/// <summary>Reads the limits and times of a configuration section by name. Written out, since trimming leaves no reflection to bind by.</summary>
internal sealed class PeerSessionOptionsBinding(string name, IConfiguration section) : IConfigureNamedOptions<PeerSessionOptions>
{
    public void Configure(PeerSessionOptions options) => Configure(Options.DefaultName, options);

    public void Configure(string? of, PeerSessionOptions options)
    {
        if (of != name)
        {
            return;
        }

        options.MaxMessageBytes = Read(nameof(options.MaxMessageBytes), options.MaxMessageBytes);
        options.MaxDecodedBytesPerByte = Read(nameof(options.MaxDecodedBytesPerByte), options.MaxDecodedBytesPerByte);
        options.MaxConcurrentCalls = Read(nameof(options.MaxConcurrentCalls), options.MaxConcurrentCalls);
        options.MaxCancelledCalls = Read(nameof(options.MaxCancelledCalls), options.MaxCancelledCalls);
        options.MaxConcurrentStreams = Read(nameof(options.MaxConcurrentStreams), options.MaxConcurrentStreams);
        options.CallWindowBytes = Read(nameof(options.CallWindowBytes), options.CallWindowBytes);
        options.UnreliableWindowBytes = Read(nameof(options.UnreliableWindowBytes), options.UnreliableWindowBytes);
        options.StreamWindowBytes = Read(nameof(options.StreamWindowBytes), options.StreamWindowBytes);
        options.MaxStreamWindowBytes = Read(nameof(options.MaxStreamWindowBytes), options.MaxStreamWindowBytes);
        options.MaxReceiveBytes = Read(nameof(options.MaxReceiveBytes), options.MaxReceiveBytes);
        options.MaxQueuedCallBytes = Read(nameof(options.MaxQueuedCallBytes), options.MaxQueuedCallBytes);
        options.MaxQueuedAnswerBytes = Read(nameof(options.MaxQueuedAnswerBytes), options.MaxQueuedAnswerBytes);
        options.MaxReferences = Read(nameof(options.MaxReferences), options.MaxReferences);
        options.ChannelBufferBytes = Read(nameof(options.ChannelBufferBytes), options.ChannelBufferBytes);
        options.KeepAliveInterval = Read(nameof(options.KeepAliveInterval), options.KeepAliveInterval);
        options.UnresponsiveAfter = Read(nameof(options.UnresponsiveAfter), options.UnresponsiveAfter);
        options.KeepAliveTimeout = Read(nameof(options.KeepAliveTimeout), options.KeepAliveTimeout);
        options.HandshakeTimeout = Read(nameof(options.HandshakeTimeout), options.HandshakeTimeout);
        options.StopTimeout = Read(nameof(options.StopTimeout), options.StopTimeout);
        options.ResumeTimeout = section[nameof(options.ResumeTimeout)] is null ? options.ResumeTimeout : Read(nameof(options.ResumeTimeout), TimeSpan.Zero);
        options.ResumeBufferBytes = Read(nameof(options.ResumeBufferBytes), options.ResumeBufferBytes);
        options.IncludeExceptionDetails = Read(nameof(options.IncludeExceptionDetails), options.IncludeExceptionDetails);
    }

    private bool Read(string name, bool otherwise) => section[name] is { } text
        ? bool.TryParse(text, out var value) ? value : throw new FormatException($"{name} is neither true nor false: '{text}'.")
        : otherwise;

    private T Read<T>(string name, T otherwise)
        where T : IParsable<T> => section.Read(name, otherwise);
}

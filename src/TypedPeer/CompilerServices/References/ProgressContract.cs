using TypedPeer.Sessions.Work;

namespace TypedPeer.CompilerServices;

/// <summary>What a progress receiver looks like to the session: a contract of one one-way method.</summary>
internal static class ProgressContract<T, TCodec>
    where TCodec : struct, IPeerCodec<T>
{
    private const string Name = "TypedPeer.Progress";
    private const string Signature = "Report";

    private static readonly PeerMethod Report = new(Name, Signature, NameHash.Of($"{Name}.{Signature}"), 0, PeerMethodKind.OneWay);

    public static PeerContractDescriptor<IProgress<T>> Descriptor { get; } = new(
        Name,
        0,
        [Report],
        [],
        static remote => new Proxy(remote),
        static (_, target, call) =>
        {
            var reader = call.GetArguments();
            var value = TCodec.Read(ref reader);
            reader.End();
            target.Report(value);
            call.Complete(default(ValueTask));
        });

    private readonly struct Arguments(T value) : IPeerArguments
    {
        private readonly T _value = value;

        public void Write(ref PeerWriter writer) => TCodec.Write(ref writer, in _value);

        public void AddStreams(PeerOutgoingStreams streams)
        {
        }
    }

    /// <summary>Reports never wait: while one is on its way into the queue, only the latest of those behind it is kept.</summary>
    private sealed class Proxy(PeerRemote remote) : IProgress<T>, IPeerProxy, IProgressReports
    {
        private TaskCompletionSource? _sent;
        private readonly Lock _lock = new();
        private bool _isSending;
        private bool _hasLatest;
        private T _latest = default!;

        public PeerRemote Remote => remote;

        void IProgress<T>.Report(T value)
        {
            lock (_lock)
            {
                if (_isSending)
                {
                    _latest = value;
                    _hasLatest = true;
                    return;
                }

                _isSending = true;
            }

            _ = SendAsync(value);
        }

        private async Task SendAsync(T value)
        {
            while (true)
            {
                try
                {
                    await remote.SendAsync(Report, new Arguments(value), CancellationToken.None).ConfigureAwait(false);
                }
#pragma warning disable CA1031 // What is reported may throw anything while it is written; that concerns this report alone.
                catch (Exception e)
#pragma warning restore CA1031
                {
                    Tell(e);
                }

                lock (_lock)
                {
                    if (!_hasLatest)
                    {
                        _isSending = false;
                        _sent?.SetResult();
                        _sent = null;
                        return;
                    }

                    value = _latest;
                    _hasLatest = false;
                }
            }
        }

        Task IProgressReports.SentAsync()
        {
            lock (_lock)
            {
                return !_isSending ? Task.CompletedTask : (_sent ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }
        }

        /// <summary>The application is told, but when the call is over, or the session: then nobody is interested any more.</summary>
        private void Tell(Exception exception)
        {
            if (!remote.Session.HasEnded && remote.Reference is { Count: > 0 })
            {
                FailureReport.Tell(Report.ToString(), exception.InnerException as PeerDataException ?? exception, remote.Session.Options);
            }
        }
    }
}

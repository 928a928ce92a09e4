using System.Runtime.CompilerServices;

namespace TypedPeer.Schedules.Tests.Resuming;

/// <summary>Calls of every kind, each with a number of its own, so that it is known how often each was handled.</summary>
[PeerContract]
public partial interface ILedger
{
    ValueTask<long> BookAsync(long number, CancellationToken cancellationToken = default);

    /// <summary>Takes its time.</summary>
    ValueTask<long> SlowAsync(long number, CancellationToken cancellationToken = default);

    [Idempotent]
    ValueTask<long> LookAsync(long number, CancellationToken cancellationToken = default);

    [OneWay]
    ValueTask NoteAsync(long number, byte[] bytes);

    /// <summary>Gives 0, 1, 2 and so on.</summary>
    IAsyncEnumerable<int> CountAsync(int count, CancellationToken cancellationToken = default);

    /// <summary>Returns how many came in order.</summary>
    ValueTask<int> TakeAsync(IAsyncEnumerable<int> numbers, CancellationToken cancellationToken = default);
}

/// <summary>Keeps how often each call was handled, over all processes.</summary>
internal sealed class Ledger(TimeProvider time)
{
    private readonly Dictionary<long, int> _runs = [];

    public int RunsOf(long number) => _runs.GetValueOrDefault(number);

    public ILedger Open() => new Page(this, time);

    private void Note(long number) => _runs[number] = RunsOf(number) + 1;

    private sealed class Page(Ledger ledger, TimeProvider time) : ILedger
    {
        public ValueTask<long> BookAsync(long number, CancellationToken cancellationToken)
        {
            ledger.Note(number);
            return new(number);
        }

        public async ValueTask<long> SlowAsync(long number, CancellationToken cancellationToken)
        {
            ledger.Note(number);
            await Task.Delay(TimeSpan.FromSeconds(number % 20), time, cancellationToken);
            return number;
        }

        public ValueTask<long> LookAsync(long number, CancellationToken cancellationToken)
        {
            ledger.Note(number);
            return new(number);
        }

        public ValueTask NoteAsync(long number, byte[] bytes)
        {
            ledger.Note(number);
            return default;
        }

        public async IAsyncEnumerable<int> CountAsync(int count, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            for (var i = 0; i < count; i++)
            {
                if (i % 8 == 0)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(200), time, cancellationToken);
                }

                yield return i;
            }
        }

        public async ValueTask<int> TakeAsync(IAsyncEnumerable<int> numbers, CancellationToken cancellationToken)
        {
            var next = 0;
            await foreach (var number in numbers.WithCancellation(cancellationToken))
            {
                if (number != next++)
                {
                    throw new PeerException(PeerStatus.InvalidData, $"{number} came in the place of {next - 1}.");
                }
            }

            return next;
        }
    }
}

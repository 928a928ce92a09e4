using System.Runtime.CompilerServices;

namespace TypedPeer.Compatibility.Tests.Evolved;

internal sealed class EvolvedService : IEvolving
{
    public ValueTask<string> UnchangedAsync(string text, Stable value) => new(text + value.Number + value.Text);

    public ValueTask<int> AddedAsync(int value) => new(value);

    public ValueTask<int> RenamedNowAsync(int value) => new(value);

    public ValueTask<int> OtherParametersAsync(int value, int more) => new(value + more);

    public ValueTask<string> OtherResultAsync(int value) => new($"{value}");

    public ValueTask<MemberRenamed> MemberRenamedAsync(MemberRenamed value) => new(value with { Road = value.Road + " Road" });

    public ValueTask<TypeAfter> TypeRenamedAsync(int value) => new(new TypeAfter(value));

    public ValueTask<TypeAfter> TypeOfParameterRenamedAsync(TypeAfter value) => new(value);

    public ValueTask<Growing> GrowingAsync(int value) => new(new Growing(value, 0));

    public ValueTask<Shrinking> ShrinkingAsync(int value) => new(new Shrinking(value));

    public ValueTask<MemberRetyped> MemberRetypedAsync(int value) => new(new MemberRetyped(value));

    public ValueTask<Reordered> ReorderedAsync(int value) => new(new Reordered("text", value));

    public async IAsyncEnumerable<int> StreamAsync(int count, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var i = 0; i < count; i++)
        {
            await Task.Yield();
            yield return i;
        }
    }

    public async IAsyncEnumerable<long> OtherItemsAsync(int count, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        yield return count;
    }

    public ValueTask<Choice> EnumAsync(Choice value) => new(value == Choice.No ? Choice.Perhaps : value);

    public ValueTask<string?> ParameterRenamedAsync(string? after = "default") => new(after?.Length == 0 ? null : after);

    public ValueTask<Settings> SettingsAsync(Settings value) => new(new Settings { Name = value.Name, Width = value.Width + 1, Height = value.Height + 1 });

    public ValueTask<Rest> RestAsync(Rest value) => new(new Rest { First = value.First + 1, Third = value.Third + 1 });

    public ValueTask<Reused> ReusedAsync(Reused value) => new(value);

    public ValueTask<Needing> NeedingAsync(Needing value) => new(value);

    public ValueTask<IShape> ShapeAsync(IShape value) => new(value is Circle { Radius: < 0 } ? new Triangle(1) : value);

    public ValueTask<ICounter> CounterAsync(int start) => new(new Counter(start));

    public async ValueTask<int> CountAsync(ICounter counter) => await counter.NextAsync();

    private sealed class Counter(int start) : ICounter
    {
        private int _next = start;

        public ValueTask<int> NextAsync() => new(++_next);

        public ValueTask<string> OtherResultAsync() => new("text");

        public ValueTask<int> AddedAsync() => new(_next);
    }
}

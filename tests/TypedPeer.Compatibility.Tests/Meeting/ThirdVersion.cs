using System.Runtime.CompilerServices;
using Kept.Third;

namespace TypedPeer.Compatibility.Tests.Meeting;

/// <summary>The contract as the third kept generation has it.</summary>
internal sealed class ThirdVersion : OldVersion
{
    public override void Serve(PeerSessionBuilder builder) => builder.Serve(new Service());

    public override IReadOnlyDictionary<string, Func<PeerSession, Task<string>>> Calls { get; } = new Dictionary<string, Func<PeerSession, Task<string>>>
    {
        ["Unchanged"] = async session => await Of(session).UnchangedAsync("a", new Stable(1, "b")),
        ["Removed"] = async session => $"{await Of(session).RemovedAsync(1)}",
        ["Renamed"] = async session => $"{await Of(session).RenamedAsync(1)}",
        ["OtherParameters"] = async session => $"{await Of(session).OtherParametersAsync(1)}",
        ["OtherResult"] = async session => $"{await Of(session).OtherResultAsync(1)}",
        ["MemberRenamed"] = async session => $"{await Of(session).MemberRenamedAsync(new MemberRenamed(1, "High"))}",
        ["TypeRenamed"] = async session => $"{await Of(session).TypeRenamedAsync(1)}",
        ["TypeOfParameterRenamed"] = async session => $"{await Of(session).TypeOfParameterRenamedAsync(new TypeBefore(1))}",
        ["Growing"] = async session => $"{await Of(session).GrowingAsync(1)}",
        ["Shrinking"] = async session => $"{await Of(session).ShrinkingAsync(1)}",
        ["MemberRetyped"] = async session => $"{await Of(session).MemberRetypedAsync(1)}",
        ["Reordered"] = async session => $"{await Of(session).ReorderedAsync(1)}",
        ["Stream"] = async session => await JoinAsync(Of(session).StreamAsync(3)),
        ["OtherItems"] = async session => await JoinAsync(Of(session).OtherItemsAsync(3)),
        ["Enum"] = async session => $"{await Of(session).EnumAsync(Choice.Yes)} {await Of(session).EnumAsync(Choice.No)}",
        ["ParameterRenamed"] = async session => await Of(session).ParameterRenamedAsync("x"),
        ["NullArrives"] = async session => await Of(session).ParameterRenamedAsync(string.Empty),
        ["Settings"] = async session => await Of(session).SettingsAsync(new Settings { Name = "n", Width = 1 }) is var value ? $"{value.Name} {value.Width}" : "",
        ["Rest"] = async session => await Of(session).RestAsync(new Rest { First = 1, Second = "two", Third = 3 }) is var value ? $"{value.First} {value.Second} {value.Third}" : "",
        ["Reused"] = async session => $"{(await Of(session).ReusedAsync(new Reused { First = 1, Second = 2 })).Second}",
        ["Needing"] = async session => $"{await Of(session).NeedingAsync(new Needing(1))}",
        ["ShapeKnown"] = async session => $"{await Of(session).ShapeAsync(new Circle(1))}",
        ["ShapeAdded"] = async session => $"{await Of(session).ShapeAsync(new Circle(-1))}",
        ["ShapeGone"] = async session => $"{await Of(session).ShapeAsync(new Square(1))}",
        ["Counter"] = async session => $"{await (await Of(session).CounterAsync(5)).NextAsync()}",
        ["CounterOtherResult"] = async session => $"{await (await Of(session).CounterAsync(5)).OtherResultAsync()}",
        ["CounterPassed"] = async session => $"{await Of(session).CountAsync(new Counter(7))}",
    };

    private static IEvolving Of(PeerSession session) => session.GetRemote<IEvolving>();

    private sealed class Service : IEvolving
    {
        public ValueTask<string> UnchangedAsync(string text, Stable value) => new(text + value.Number + value.Text);

        public ValueTask<int> RemovedAsync(int value) => new(value);

        public ValueTask<int> RenamedAsync(int value) => new(value);

        public ValueTask<int> OtherParametersAsync(int value) => new(value);

        public ValueTask<int> OtherResultAsync(int value) => new(value);

        public ValueTask<MemberRenamed> MemberRenamedAsync(MemberRenamed value) => new(value with { Street = value.Street + " Street" });

        public ValueTask<TypeBefore> TypeRenamedAsync(int value) => new(new TypeBefore(value));

        public ValueTask<TypeBefore> TypeOfParameterRenamedAsync(TypeBefore value) => new(value);

        public ValueTask<Growing> GrowingAsync(int value) => new(new Growing(value));

        public ValueTask<Shrinking> ShrinkingAsync(int value) => new(new Shrinking(value, 0));

        public ValueTask<MemberRetyped> MemberRetypedAsync(int value) => new(new MemberRetyped(value));

        public ValueTask<Reordered> ReorderedAsync(int value) => new(new Reordered(value, "text"));

        public async IAsyncEnumerable<int> StreamAsync(int count, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            for (var i = 0; i < count; i++)
            {
                await Task.Yield();
                yield return i;
            }
        }

        public async IAsyncEnumerable<int> OtherItemsAsync(int count, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            yield return count;
        }

        public ValueTask<Choice> EnumAsync(Choice value) => new(value);

        public ValueTask<string> ParameterRenamedAsync(string before) => new(before);

        public ValueTask<Settings> SettingsAsync(Settings value) => new(new Settings { Name = value.Name, Width = value.Width + 1 });

        public ValueTask<Rest> RestAsync(Rest value) => new(new Rest { First = value.First + 1, Second = value.Second, Third = value.Third + 1 });

        public ValueTask<Reused> ReusedAsync(Reused value) => new(value);

        public ValueTask<Needing> NeedingAsync(Needing value) => new(value);

        public ValueTask<IShape> ShapeAsync(IShape value) => new(value is Circle { Radius: < 0 } ? new Square(1) : value);

        public ValueTask<ICounter> CounterAsync(int start) => new(new Counter(start));

        public async ValueTask<int> CountAsync(ICounter counter) => await counter.NextAsync();
    }

    private sealed class Counter(int start) : ICounter
    {
        private int _next = start;

        public ValueTask<int> NextAsync() => new(++_next);

        public ValueTask<int> OtherResultAsync() => new(_next);
    }
}

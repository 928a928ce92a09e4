using System.Reflection;
using TypedPeer.Generators.Tests.Harness;

namespace TypedPeer.Generators.Tests.Runtime;

public class SurprisesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Members_that_only_a_base_class_may_set_come_back()
    {
        var employee = new Employee("Ada", 12.5m);
        employee.Set(7, "secret", 9);
        var back = await AskAsync(remote => remote.EmployeeAsync(employee));
        Assert.Equal((7, "secret", 9L), back.All);
        Assert.Equal(("Ada", 12.5m), (back.Name, back.Salary));
    }

    [Fact]
    public async Task A_struct_that_only_itself_may_set_comes_back()
    {
        var flags = Flags.Of(true, DayOfWeek.Friday, new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc));
        Assert.Equal(flags, await AskAsync(remote => remote.FlagsAsync(flags)));
        var hidden = Hidden.Of(true, new TimeOnly(1, 2));
        Assert.Equal(hidden.Both, (await AskAsync(remote => remote.HiddenAsync(hidden))).Both);
    }

    [Fact]
    public async Task A_struct_is_made_by_the_constructor_that_takes_its_private_field() =>
        Assert.Equal(3.5m, (await AskAsync(remote => remote.MoneyAsync(new Money(3.5m)))).Amount);

    [Fact]
    public async Task A_type_argument_that_is_no_part_of_the_value_need_not_travel()
    {
        var key = new Key<Employee>(Guid.NewGuid());
        Assert.Equal(key, await AskAsync(remote => remote.KeyAsync(key)));
    }

    private static async Task<T> AskAsync<T>(Func<ISurprises, Task<T>> ask)
    {
        await using var loopback = new Loopback(builder => builder.Serve(DispatchProxy.Create<ISurprises, Echo>()));
        return await ask(loopback.Get<ISurprises>()).WaitAsync(TimeSpan.FromSeconds(30), Token);
    }

    /// <summary>Answers every call with its argument.</summary>
    public class Echo : DispatchProxy
    {
        protected override object Invoke(MethodInfo? targetMethod, object?[]? args) =>
            typeof(Task).GetMethod(nameof(Task.FromResult))!.MakeGenericMethod(targetMethod!.ReturnType.GetGenericArguments()[0]).Invoke(null, args)!;
    }
}

namespace TypedPeer.Generators.Tests.TypeScript;

/// <summary>Every method that an object has is called by a name of its own, whichever contract declares it.</summary>
public class ScriptMethodNamesTests
{
    [Fact]
    public void Methods_of_the_same_name_of_several_bases_are_told_apart_wherever_they_are_named()
    {
        var files = ScriptSnapshot.Emit("""
            [PeerContract] public partial interface IDoor { Task CloseAsync(); Task<int> GetAsync(int id); }
            [PeerContract] public partial interface IWindow { Task CloseAsync(); Task<string> GetAsync(string name); }
            [PeerContract] public partial interface IRoom : IDoor, IWindow { new Task CloseAsync(); Task CloseAsync(bool gently); }
            """);
        Assert.Equal(["close", "get"], Names(files, "door.ts"));
        Assert.Equal(["closeOfWindow", "getWithName"], Names(files, "window.ts"));
        Assert.Equal(["closeOfRoom", "closeWithGently"], Names(files, "room.ts"));
    }

    [Fact]
    public void Contracts_that_no_other_brings_together_keep_their_names() => Assert.Equal(
        ["close"],
        Names(
            ScriptSnapshot.Emit("""
                [PeerContract] public partial interface IDoor { Task CloseAsync(); }
                [PeerContract] public partial interface IWindow { Task CloseAsync(); }
                """),
            "window.ts"));

    [Fact]
    public void An_inherited_overload_is_called_as_in_its_own_file_however_far_up_it_is()
    {
        var files = ScriptSnapshot.Emit("""
            [PeerContract] public partial interface IOldest { Task GetAsync(int value); }
            [PeerContract] public partial interface IMiddle : IOldest { Task GetAsync(string name); }
            [PeerContract] public partial interface IYoungest : IMiddle { Task GetAsync(bool name); }
            """);
        Assert.Equal(["get"], Names(files, "oldest.ts"));
        Assert.Equal(["getWithName"], Names(files, "middle.ts"));
        Assert.Equal(["getWithBool"], Names(files, "youngest.ts"));
    }

    [Fact]
    public void The_same_declaration_that_comes_on_two_ways_is_one_method()
    {
        var files = ScriptSnapshot.Emit("""
            [PeerContract] public partial interface IRoot { Task PingAsync(); }
            [PeerContract] public partial interface ILeft : IRoot { Task LeftAsync(); }
            [PeerContract] public partial interface IRight : IRoot { Task RightAsync(); }
            [PeerContract] public partial interface IBoth : ILeft, IRight { Task BothAsync(); }
            """);
        Assert.Equal(["both"], Names(files, "both.ts"));
        Assert.Contains("bases: [ILeft, IRight, IRoot],", files.First(file => file.Name == "both.ts").Text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_objects_and_promises_have_is_no_name_of_a_method_and_dispose_is()
    {
        var files = ScriptSnapshot.Emit("""
            [PeerContract]
            public partial interface IOdd
            {
                Task ThenAsync(); Task Then(int value); Task Constructor(); new Task ToString(); Task ToJSON(); Task __proto__(); Task __defineGetter__();
                Task DisposeAsync(); Task Catch(); Task Delete(); Task Function(int @this, int @new, int Options, int arguments);
            }
            """);
        Assert.Equal(
            ["then_", "then_WithValue", "constructor_", "toString_", "toJSON_", "__proto___", "__defineGetter___", "dispose", "catch", "delete", "function"],
            Names(files, "odd.ts"));
        var text = files.First(file => file.Name == "odd.ts").Text;
        Assert.Contains("function(this_: number, new_: number, options: number, arguments_: number, options_?: $.CallOptions)", text, StringComparison.Ordinal);
    }

    private static string[] Names(IReadOnlyList<(string Name, string Text)> files, string name) =>
        [.. files.First(file => file.Name == name).Text.Split('\n').Where(line => line.StartsWith("      name: \"", StringComparison.Ordinal)).Select(line => line.Split('"')[1])];
}

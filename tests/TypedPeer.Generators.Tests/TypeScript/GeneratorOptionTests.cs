using TypedPeer.Generators.Emitter.TypeScript;
using TypedPeer.Generators.Tests.Harness;

namespace TypedPeer.Generators.Tests.TypeScript;

/// <summary>The generator leaves TypeScript where the build asks for it, and nowhere else.</summary>
public class GeneratorOptionTests
{
    private const string Contract = "[PeerContract] public partial interface IGreeter { /** <summary>Not this form.</summary> */ Task<string> GreetAsync(string name); }";

    private static readonly (string, string) Asked = ("TypedPeerEmitsTypeScript", "true");

    [Fact]
    public void Nothing_is_emitted_where_nobody_asks() => Assert.DoesNotContain(ScriptOutput.HintName, Generate([]).Keys);

    [Fact]
    public void Emitted_files_are_among_the_outputs_as_comments()
    {
        var generated = Generate([Asked]);
        var text = generated[ScriptOutput.HintName];
        Assert.All(text.TrimEnd('\n').Split('\n'), line => Assert.StartsWith("//", line));
        var files = Build.ScriptFiles.Parse(text);
        Assert.Equal(["greeter.ts", "index.ts"], files.Keys);
        Assert.Contains("greet(name: string, options?: $.CallOptions): Promise<string>;", files["greeter.ts"], StringComparison.Ordinal);

        // What is made for .NET is the same.
        Assert.Equal(Generate([]), generated.Where(entry => entry.Key != ScriptOutput.HintName).ToDictionary());
    }

    [Fact]
    public void The_same_contracts_give_the_same_files_whatever_their_order()
    {
        const string Other = "[PeerContract] public partial interface IOther { Task<Order> GetAsync(IGreeter greeter); } public record Order(int Id, Kind Kind); public enum Kind { A, B }";
        Assert.Equal(ScriptSnapshot.Emit(Contract, Other), ScriptSnapshot.Emit(Other, Contract));
    }

    [Fact]
    public void A_project_without_contracts_gets_a_module_without_exports() =>
        Assert.Equal(("index.ts", "export {};"), (Assert.Single(ScriptSnapshot.Emit("class C;")).Name, ScriptSnapshot.Emit("class C;")[0].Text.Split('\n')[2]));

    [Fact]
    public void A_contract_of_another_library_is_emitted_with_the_numbers_it_has_there()
    {
        const string Library = "public interface IMarker; [PeerContract] public partial interface IGreeter : IMarker { Task<Order?> GreetAsync(string name); } public record Order(int Id, Kind Kind); public enum Kind { A, B }";
        var library = Compiler.Compile("Library", [], Library);
        var here = ScriptSnapshot.Emit(Compiler.Create("User", [library.Reference], "[PeerContract] public partial interface ISpeaker : IGreeter { Task SayAsync(); }"));
        var there = ScriptSnapshot.Emit(Compiler.Create("Library", [], Library));
        Assert.Equal(["greeter.ts", "index.ts", "speaker.ts", "types.ts"], here.Select(file => file.Name));
        Assert.Equal(Body("greeter.ts", there), Body("greeter.ts", here));
        Assert.Equal(Body("types.ts", there), Body("types.ts", here));

        static string Body(string name, IReadOnlyList<(string Name, string Text)> files)
        {
            var text = files.First(file => file.Name == name).Text;
            return text[text.IndexOf('\n', StringComparison.Ordinal)..];
        }
    }

    [Fact]
    public void Comments_are_carried_over_whether_or_not_the_compiler_reads_them()
    {
        const string Source = """
            /// <summary>Greets <see cref="Person"/>s.</summary>
            /// <remarks>
            /// Two lines
            /// of <c>code</c>. <para>A paragraph */ of its own.</para>
            /// </remarks>
            [PeerContract]
            public partial interface IGreeter
            {
                /// <summary>Finds one.</summary>
                /// <param name="byName">The <paramref name="byName"/> it has.</param>
                /// <returns>Who it is, or <see langword="null"/>.</returns>
                [Obsolete("Use another.")]
                Task<Person?> FindAsync(string byName);
            }

            /// <summary>Somebody.</summary>
            /// <param name="Name">What they are called.</param>
            public record Person(string Name)
            {
                /// <summary>What they like.</summary>
                public Taste? Likes { get; init; }
            }

            public enum Taste
            {
                /// <summary>As sugar.</summary>
                Sweet,
            }
            """;
        var files = ScriptSnapshot.Emit(Source).ToDictionary(file => file.Name, file => file.Text);
        Assert.Contains(
            """
            /**
             * Greets `Person`s.
             * Two lines of `code`.
             * A paragraph *\/ of its own.
             */
            export interface IGreeter {
              /**
               * Finds one.
               * @param byName - The `byName` it has.
               * @returns Who it is, or `null`.
               * @deprecated Use another.
               */
              find(byName: string, options?: $.CallOptions): Promise<Person | null>;
            """.ReplaceLineEndings("\n"),
            files["greeter.ts"],
            StringComparison.Ordinal);
        Assert.Contains("/** As sugar. */\n  Sweet: 0,", files["types.ts"], StringComparison.Ordinal);
        Assert.Contains("/** What they are called. */\n  name: string;", files["types.ts"], StringComparison.Ordinal);
        Assert.Contains("/** What they like. */\n  likes: Taste | null;", files["types.ts"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_method_that_typescript_cannot_carry_is_left_out_and_its_contract_is_another_one()
    {
        const string Source = """
            namespace MemoryPack { public sealed class MemoryPackableAttribute : System.Attribute; }
            namespace Shop
            {
                [MemoryPack.MemoryPackable] public partial class Order { public int Id { get; set; } }
                [PeerContract] public partial interface IShop { Task BuyAsync(System.Collections.Generic.List<Order?> orders); Task CloseAsync(); }
                [PeerContract(Name = "Shop.IWhole")] public partial interface IWhole { Task CloseAsync(); }
            }
            """;
        var text = ScriptSnapshot.Emit(Source).First(file => file.Name == "shop.ts").Text;
        Assert.Contains("// BuyAsync(List<Order>) is not here: 'Shop.Order' is written by the package MemoryPack", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"buy\"", text, StringComparison.Ordinal);
        Assert.Contains("name: \"close\"", text, StringComparison.Ordinal);
    }

    private static IReadOnlyDictionary<string, string> Generate((string, string)[] properties) =>
        Compiler.Generated(Compiler.CreateDriver(properties).RunGenerators(Compiler.Create("Sample", [], Contract), TestContext.Current.CancellationToken));
}

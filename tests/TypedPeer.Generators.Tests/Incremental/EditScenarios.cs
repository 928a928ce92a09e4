using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using TypedPeer.Generators.Tests.Harness;
using static TypedPeer.Generators.Tests.Incremental.EditScenario;

namespace TypedPeer.Generators.Tests.Incremental;

/// <summary>Edits that change what a contract means without touching its file, and edits that do not.</summary>
internal static class EditScenarios
{
    private const string Contract = "namespace A.B; [PeerContract] public partial interface IC { Task M(D d); }";

    /// <summary>After these a remembered model would be stale.</summary>
    public static IReadOnlyDictionary<string, EditScenario> Stale { get; } = Names().Concat(HiddenNames.All()).Concat(DataTypes()).Concat(Constants()).Concat(Bases()).Concat(Options())
        .ToDictionary(entry => entry.Name, entry => entry.Scenario, StringComparer.Ordinal);

    /// <summary>After these something is declared otherwise, by which no model is changed.</summary>
    public static IReadOnlyDictionary<string, EditScenario> Declared { get; } = Declarations()
        .ToDictionary(entry => entry.Name, entry => entry.Scenario, StringComparer.Ordinal);

    /// <summary>After these all that is declared is what it was.</summary>
    public static IReadOnlyDictionary<string, EditScenario> Fresh { get; } = Harmless()
        .ToDictionary(entry => entry.Name, entry => entry.Scenario, StringComparer.Ordinal);

    private static IEnumerable<(string Name, EditScenario Scenario)> Names()
    {
        yield return ("a type in a nearer namespace", Add("namespace A.B; public class D { public long Y; }", Contract, "namespace A; public class D { public int X; }"));
        yield return ("a type in a nearer namespace is gone", Edit("public class D { public long Y; }", "", Contract, "namespace A; public class D { public int X; }", "namespace A.B { public class D { public long Y; } }"));
        yield return ("a namespace that hides another", Add(
            "namespace A.B.N; public class D { public long Y; }", Contract.Replace("D d", "N.D d", StringComparison.Ordinal), "namespace A.N; public class D { public int X; }"));
        yield return ("another global using", Edit("global using N1;", "global using N2;", Contract, "global using N1;", "namespace N1 { public class D { public int X; } } namespace N2 { public class D { public long Y; } }"));
        yield return ("another global alias", Edit("= N1.D;", "= N2.D;", Contract, "global using D = N1.D;", "namespace N1 { public class D { public int X; } } namespace N2 { public class D { public long Y; } }"));
        yield return ("another using beside the data type", Edit(
            "using N1;", "using N2;", Contract, "using N1; namespace A { public class D { public E X; } }", "namespace N1 { public class E { public int X; } } namespace N2 { public class E { public long Y; } }"));
        yield return ("an attribute of the same name", Add("namespace A; public class PeerIgnoreAttribute : Attribute;", Contract, "namespace A; public class D { public int X; [PeerIgnore] public int Y; }"));
        yield return ("a nested type by inheritance", Edit(
            "B : Z1", "B : Z2", "public partial class C : B { [PeerContract] public partial interface IC { Task M(N n); } }", "public class B : Z1;",
            "public class Z1 { public class N { public int X; } }", "public class Z2 { public class N { public long Y; } }"));
    }

    private static IEnumerable<(string Name, EditScenario Scenario)> DataTypes()
    {
        yield return ("a member of a data type", Edit("int X", "long X", Contract, "namespace A; public class D { public int X; }"));
        yield return ("a member of a data type's data type", Edit("int X", "long X", Contract, "namespace A; public class D { public List<E?>? Items; }", "namespace A; public class E { public int X; }"));
        yield return ("a parameter of a record", Edit("int X", "long X", Contract, "namespace A; public record D(int X);"));
        yield return ("a class becomes a struct", Edit("record class", "record struct", Contract, "namespace A; public record class D(int X);"));
        yield return ("a number behind an enum", Edit("enum D", "enum D : byte", Contract, "namespace A; public enum D { None }"));
        yield return ("an attribute on a member", Edit("/**/", "[PeerIgnore]", Contract, "namespace A; public class D { public int X; /**/ public int Y; }"));
        yield return ("an attribute on a type", Edit("/**/", "[PeerTolerant]", Contract, "namespace A; /**/ public class D { public int X; }"));
        yield return ("another case of a union", Edit(
            "/**/", "[PeerUnion(2, typeof(E2))]", Contract, "namespace A; [PeerUnion(1, typeof(E1))] /**/ public interface D;", "namespace A; public class E1 : D { public int X; } public class E2 : D { public int Y; }"));
        yield return ("a part in another file", Add("namespace A; public partial class D { [PeerOrder(1)] public long Y; }", Contract, "namespace A; public partial class D { [PeerOrder(0)] public int X; }"));
        yield return ("an edit of a part in another file", Edit(
            "long Y", "string Y", Contract, "namespace A; public partial class D { [PeerOrder(0)] public int X; }", "namespace A; public partial class D { [PeerOrder(1)] public long Y = default!; }"));
        yield return ("a constructor in another file", Edit(
            "/**/", "public D() : this(0) { }", Contract, "namespace A; public partial class D(int x) { public int X { get; set; } = x; }", "namespace A; public partial class D { /**/ }"));
        yield return ("a private field of a struct within a struct", Edit(
            "int _x", "string _x", Contract, "namespace A; public struct D { public int X; private E _e; }", "namespace A; public struct E { private F<int> _f; }", "namespace A; public struct F<T> { private T _t; private int _x; }"));
        yield return ("a type argument within a struct", Edit(
            "string _x", "int _x", Contract, "namespace A; public struct D { public int X; private (int, E) _e; }", "namespace A; public struct E { private string _x; }"));
        yield return ("a generic type", Edit("int Y", "long Y", Contract.Replace("D d", "Box<D> d", StringComparison.Ordinal), "namespace A; public class D { public int X; }", "namespace A; public class Box<T> { public T? Value; public int Y; }"));
        yield return ("an item of a tuple", Edit("int X", "long X", Contract.Replace("D d", "(int, D) d", StringComparison.Ordinal), "namespace A; public class D { public int X; }"));
        yield return ("the detail of an error", Edit("int X", "long X", "[PeerContract, PeerError(typeof(D))] public partial interface IC { Task M(); }", "public class D { public int X; }"));
        yield return ("a data type that is hidden", Edit(
            "public class D", "private class D", Contract.Replace("D d", "O.D d", StringComparison.Ordinal), "namespace A; public class O { public class D { public int X; } }"));
    }

    private static IEnumerable<(string Name, EditScenario Scenario)> Constants()
    {
        const string Ordered = "namespace A; public class D { [PeerOrder(K.First)] public int X; [PeerOrder(1)] public int Y; }";
        yield return ("a constant in an attribute", Edit("First = 0", "First = 2", Contract, Ordered, "namespace A; public static class K { public const int First = 0; }"));
        yield return ("a constant made of a constant", Edit(
            "Zero = 0", "Zero = 2", Contract, Ordered, "namespace A; public static class K { public const int First = Z.Zero; }", "namespace A; public static class Z { public const int Zero = 0; }"));
        yield return ("a constant that means another by its usings", Edit(
            "using static Z1;", "using static Z2;", Contract, Ordered, "using static Z1; namespace A { public static class K { public const int First = Zero; } }",
            "public static class Z1 { public const int Zero = 0; } public static class Z2 { public const int Zero = 2; }"));
        yield return ("a member of an enum in an attribute", Edit(
            "Zero = 0", "Zero = 2", Contract, Ordered.Replace("K.First", "(int)Z.Zero", StringComparison.Ordinal), "namespace A; public enum Z { Zero = 0 }"));
        yield return ("the name of a contract", Edit("\"old\"", "\"new\"", "[PeerContract(Name = K.Name)] public partial interface IC { Task M(); }", "public static class K { public const string Name = \"old\"; }"));
        yield return ("the name of a contract it refers to", Edit("\"old\"", "\"new\"", "[PeerContract] public partial interface IC { Task M(IOther other); }", "[PeerContract(Name = \"old\")] public partial interface IOther { Task N(); }"));
    }

    private static IEnumerable<(string Name, EditScenario Scenario)> Bases()
    {
        yield return ("a base class", Edit("int Y", "long Y", Contract, "namespace A; public class D : E { public int X; }", "namespace A; public class E : F;", "namespace A; public class F { public int Y; }"));
        yield return ("another base class", Edit("E : F", "E : G", Contract, "namespace A; public class D : E { public int X; }", "namespace A; public class E : F;", "namespace A; public class F { public int Y; } public class G { public long Z; }"));
        yield return ("a base interface", Edit("N()", "N2()", "[PeerContract] public partial interface IC : IPlain;", "public interface IPlain : IDeeper;", "public interface IDeeper { Task N(); }"));
        yield return ("a base contract", Edit("N()", "N2()", "[PeerContract] public partial interface IC : IParent;", "[PeerContract] public partial interface IParent { Task N(); }"));
        yield return ("a base becomes a contract", Edit("/**/", "[PeerContract]", "[PeerContract] public partial interface IC : IParent;", "/**/ public partial interface IParent { Task N(); }"));
        yield return ("a parameter becomes a reference", Edit(
            "/**/", "[PeerContract]", "[PeerContract] public partial interface IC { Task M(IOther other); }", "/**/ [PeerUnion(1, typeof(E))] public partial interface IOther;", "public class E : IOther { public int X; }"));
        yield return ("another part of the contract", Add("public partial interface IC { Task N(); }", "[PeerContract] public partial interface IC { Task M(); }"));
        yield return ("an edit of another part of the contract", Edit("N()", "N2()", "[PeerContract] public partial interface IC { Task M(); }", "public partial interface IC { Task N(); }"));
        yield return ("the files in another order", new EditScenario(
            ["[PeerContract] public partial interface IC;", "public partial interface IC { Task M(); }", "public partial interface IC { Task N(); }"],
            compilation => compilation.RemoveSyntaxTrees(compilation.SyntaxTrees[2]).AddSyntaxTrees(compilation.SyntaxTrees[2])));
    }

    private static IEnumerable<(string Name, EditScenario Scenario)> Options()
    {
        yield return ("a nullable directive", Edit("/**/", "\n#nullable disable\n", Contract, "/**/ namespace A; public class D { public string X = string.Empty; }"));
        yield return ("the nullable option", new EditScenario(
            [Contract, "namespace A; public class D { public string X = string.Empty; }"],
            compilation => compilation.WithOptions(compilation.Options.WithNullableContextOptions(NullableContextOptions.Disable))));
        yield return ("a preprocessor symbol", new EditScenario([Contract, "namespace A; public class D { public int X;\n#if EXTRA\npublic int Y;\n#endif\n}"], Define));
        yield return ("the assembly's name", new EditScenario([Contract, "namespace A; public class D { public int X; }"], compilation => compilation.WithAssemblyName("Other")));
        yield return ("a library", WithReference(Emitted(Library("public int X;")), Emitted(Library("public long X;"))));
        yield return ("a project", WithReference(Library("public int X;").ToMetadataReference(), Library("public long X;").ToMetadataReference()));
    }

    private static IEnumerable<(string Name, EditScenario Scenario)> Declarations()
    {
        const string Data = "namespace A; public class D { public int X; }";
        yield return ("a type among the platform's", Add("namespace System.Runtime.CompilerServices; class Helper;", Contract, Data));
        yield return ("an attribute of the assembly", Add("[assembly: CLSCompliant(false)]", Contract, Data));
        yield return ("a global using of the members of a generic type", Add("global using static System.Collections.Generic.List<int>;", Contract, Data));
        yield return ("a global using with an alias in it", Add("global using global::System.Text;", Contract, Data));
        yield return ("a type with a name that a global using names", Add("namespace A.B; class Text;", Contract, Data, "global using System.Text;"));
        yield return ("files that change places", new EditScenario([Contract, Data, "class C1;", "class C2;"], compilation => compilation
            .RemoveSyntaxTrees(compilation.SyntaxTrees[3])
            .AddSyntaxTrees(CSharpSyntaxTree.ParseText("class C1;", Compiler.ParseOptions))));
        yield return ("a member of an unrelated type", Edit("/**/", "public string? Y;", Contract, Data, "class Other { /**/ }"));
        yield return ("a method of an unrelated contract", Edit("N()", "N(int x)", Contract, Data, "[PeerContract] public partial interface IOther { Task N(); }"));
        yield return ("a method of a contract it refers to", Edit("N()", "N(int x)", Contract.Replace("D d", "IOther d", StringComparison.Ordinal), "[PeerContract] public partial interface IOther { Task N(); }"));
        yield return ("a new file with a new type", Add("namespace A.B; public class Other;", Contract, Data));
        yield return ("a new type in a file", Edit("/**/", "namespace A.B; public class Other;", Contract, Data, "/**/"));
        yield return ("a renamed type", Edit("Before", "After", Contract, Data, "namespace A.B; public class Before : Exception;"));
        yield return ("a type that is gone", Edit("public class Other;", "", Contract, Data, "namespace A.B; public class Other;"));
        yield return ("another base class of an unrelated type", Edit(": Exception", ": EventArgs", Contract, Data, "namespace A.B; public class Other : Exception;"));
        yield return ("a new nested type", Edit("/**/", "public class Inner;", Contract, Data, "namespace A.B; public class Other { /**/ }"));
        yield return ("a new enum and a new delegate", Edit("/**/", "public enum E { None } public delegate void Done();", Contract, Data, "namespace A.B; /**/"));
        yield return ("a new constant", Edit("/**/", "const int Limit = 3;", Contract, Data, "namespace A.B; public class Other { /**/ }"));
        yield return ("a new attribute class", Add("namespace A.B; public class OtherAttribute : Attribute;", Contract, Data));
        yield return ("a new namespace", Add("namespace A.B.Parts; public class Other;", Contract, Data));
        yield return ("a new contract", Add("namespace A.B; [PeerContract] public partial interface IOther { Task N(D d); }", Contract, Data));
        yield return ("a using elsewhere", Edit("/**/", "using System.Text; using Short = System.Int32;", Contract, Data, "/**/ namespace A.B { public class Other; }"));
        yield return ("a using of another contract's file", Edit("/**/", "using System.Text;", Contract, Data, "/**/ namespace A.B { [PeerContract] public partial interface IOther { Task N(D d); } }"));
        yield return ("a global using", Add("global using System.Text;", Contract, Data));
        yield return ("another global using", Edit("System.Text", "System.Globalization", Contract, Data, "global using System.Text;"));
        yield return ("a global using of a type's members", Add("global using static System.Math;", Contract, Data));
        yield return ("another global using of a type's members", Edit("Math;", "Console;", Contract, Data, "global using static System.Math;"));
        yield return ("a global alias", Add("global using Short = System.Int32;", Contract, Data));
        yield return ("another global alias", Edit("Int32", "Int64", Contract, Data, "global using Short = System.Int32;"));
        yield return ("a file in another place", new EditScenario([Contract, Data, "class Other;"], compilation => compilation
            .RemoveSyntaxTrees(compilation.SyntaxTrees[3])
            .AddSyntaxTrees(CSharpSyntaxTree.ParseText("class Another;", Compiler.ParseOptions))));
    }

    private static IEnumerable<(string Name, EditScenario Scenario)> Harmless()
    {
        const string Data = "namespace A; public class D { public int X; }";
        yield return ("nothing", new EditScenario([Contract, Data], compilation => compilation.Clone()));
        yield return ("the body of a method", Edit("M() { }", "M() { return; }", Contract, Data, "class Other { void M() { } }"));
        yield return ("a comment", Edit("/**/", "// Here.\n", Contract, Data, "/**/ class Other;"));
        yield return ("the data of a library beside it", WithReference(Library("public int X;").ToMetadataReference(), null));
        yield return ("white space", Edit("class Other {", "class  Other\n{", Contract, Data, "class Other { void M() { } }"));
        yield return ("a directive", Edit("/**/", "\n#region Here\n#endregion\n", Contract, Data, "/**/ class Other;"));
        yield return ("the body of an accessor", Edit("=> 1", "=> 2", Contract, Data, "class Other { int P => 1; int Q { get => 1; } }"));
        yield return ("what a field and a property begin with", Edit("= 1", "= 2", Contract, Data, "class Other { int _f = 1, _g; int P { get; } = 1; static readonly int S = 1; }"));
        yield return ("what a constructor hands to another", Edit("this(1)", "this(2)", Contract, Data, "class Other { Other(int x) { } Other() : this(1) { } }"));
        yield return ("a new statement of the program", Edit("/**/", "Console.WriteLine(2);", Contract, Data, "Console.WriteLine(1); /**/"));
    }

    private static EditScenario WithReference(MetadataReference before, MetadataReference? after) =>
        new([Contract], compilation => after is null ? compilation.Clone() : compilation.ReplaceReference(before, after)) { Library = before };

    private static CSharpCompilation Define(CSharpCompilation compilation) => compilation
        .RemoveAllSyntaxTrees()
        .AddSyntaxTrees(compilation.SyntaxTrees.Select((tree, index) => index == 2
            ? CSharpSyntaxTree.ParseText(tree.GetText(), Compiler.ParseOptions.WithPreprocessorSymbols("EXTRA"), tree.FilePath)
            : tree));

    private static CSharpCompilation Library(string members) => Compiler.Create("Library", [], $"namespace A; public class D {{ {members} }}");

    private static PortableExecutableReference Emitted(CSharpCompilation library)
    {
        using var image = new MemoryStream();
        Assert.True(library.Emit(image).Success);
        return MetadataReference.CreateFromImage(image.ToArray());
    }
}

using static TypedPeer.Generators.Tests.Incremental.EditScenario;

namespace TypedPeer.Generators.Tests.Incremental;

/// <summary>Edits far from a contract's files after which a name in them, or in what they hang on, means something else.</summary>
internal static class HiddenNames
{
    private const string Contract = "namespace A.B; [PeerContract] public partial interface IC { Task M(D d); }";
    private const string Data = "namespace A; public class D { public int X; }";
    private const string Nested = "namespace A.B; [PeerContract] public partial interface IC { Task M(X.N n); }";
    private const string Bases = "public class Z1 { public class N { public int X; } } public class Z2 { public class N { public long Y; } }";
    private const string Global = "[PeerContract] public partial interface IC { Task M(Calendar c); }";
    private const string Calendar = "namespace N1 { public class Calendar { public int X; } } namespace N2 { public class Calendar { public long Y; } }";

    public static IEnumerable<(string Name, EditScenario Scenario)> All() => Types().Concat(Usings()).Concat(Inherited()).Concat(Constants());

    private static IEnumerable<(string Name, EditScenario Scenario)> Types()
    {
        yield return ("a renamed type that then hides another", Edit("class D2", "class D", Contract, Data, "namespace A.B { public class D2 { public long Y; } }"));
        yield return ("an enum that hides a class", Add("namespace A.B; public enum D { None }", Contract, Data));
        yield return ("a delegate that hides a class", Add("namespace A.B; public delegate void D();", Contract, Data));
        yield return ("a namespace that hides a class", Add(
            "namespace A.B.N; public class D { public long Y; }", Contract.Replace("D d", "N.D d", StringComparison.Ordinal), "namespace A; public class N { public class D { public int X; } }"));
        yield return ("a namespace that hides a class and has no type of the name", Add(
            "namespace A.B.N; public class Other;", Contract.Replace("D d", "N.D d", StringComparison.Ordinal), "namespace A; public class N { public class D { public int X; } }"));
        yield return ("a class that hides a namespace", Add(
            "namespace A.B; public class N { public class D { public long Y; } }", Contract.Replace("D d", "N.D d", StringComparison.Ordinal), "namespace A.N; public class D { public int X; }"));
        yield return ("a namespace that moves", Edit("namespace A.C", "namespace A.B", Contract, Data, "namespace A.C; public class D { public long Y; }"));
        yield return ("a type that hides the type of a member", Add(
            "namespace A.C; public class E { public long Y; }", Contract.Replace("D d", "A.C.D d", StringComparison.Ordinal), "namespace A.C; public class D { public E? E; }", "namespace A; public class E { public int X; }"));
        yield return ("a type argument of a struct's private field", Add(
            "namespace A.C; public class E { public long Y; }", Contract.Replace("D d", "A.C.D d", StringComparison.Ordinal),
            "namespace A.C; public struct D { public int X; private F<E> _f; }", "namespace A; public struct E { public int X; } public struct F<T> { private T _t; }"));
        yield return ("an attribute written in full", Add(
            "namespace A; public class PeerIgnoreAttribute : Attribute;", Contract, "namespace A; public class D { public int X; [PeerIgnoreAttribute] public int Y; }"));
        yield return ("an attribute class without the usual ending", Add(
            "namespace A; public class PeerTolerant : Attribute;", Contract, "namespace A; [PeerTolerant] public class D { public int X; }"));
        yield return ("a type that hides the name in an escape", Add(
            "namespace A.B; public class D { public long Y; }", Contract.Replace("D d", "\\u0044 d", StringComparison.Ordinal), Data));
        yield return ("the container of an enum", Edit(
            "internal class P", "private class P", Contract.Replace("D d", "O.P.E e", StringComparison.Ordinal), "namespace A; public class O { internal class P { public enum E { None } } }"));
        yield return ("the file-local type of another file becomes visible", Edit("file class", "public class", Contract, Data, "namespace A.B; file class D { public long Y; }"));
    }

    private static IEnumerable<(string Name, EditScenario Scenario)> Usings()
    {
        yield return ("a global using that makes a name ambiguous", Add("global using N2;", Global, "global using N1;", Calendar));
        yield return ("a global using of a library that makes a name ambiguous", Add("global using System.Globalization;", Global, "global using N1;", Calendar));
        yield return ("a global alias that goes before a global using", Add("global using Calendar = N2.Calendar;", Global, "global using N1;", Calendar));
        yield return ("a global using of a type's members that hold another", Edit(
            "int X", "long X", Global, "global using static Z;", "public static class Z { public class Calendar { public int X; } }"));
        yield return ("a new type among imported members", Add(
            "public static partial class Z { public class Calendar { public int X; } }", Global, "global using N1; global using static Z;", Calendar, "public static partial class Z;"));
        yield return ("a new type in an imported namespace", Add("namespace N3; public class Calendar;", Global, "global using N1; global using N3;", Calendar, "namespace N3 { class Other; }"));
        yield return ("a global using of a type's members that makes a name ambiguous", Add(
            "global using static Z;", Global, "global using N1;", Calendar, "public static class Z { public class Calendar { public string? S; } }"));
        yield return ("a global using of an enum's members", Edit(
            "static Z1;", "static Z2;", Contract, "global using static Z1;", "namespace A; public class D { [PeerOrder((int)Zero)] public int X; [PeerOrder(1)] public int Y; }",
            "public enum Z1 { Zero = 0 } public enum Z2 { Zero = 2 }"));
        yield return ("a using beside the head of a base class", Edit(
            "using N1;", "using N2;", Nested, "using N1; namespace A { public class X : Y; }", Bases, "namespace N1 { public class Y : Z1; } namespace N2 { public class Y : Z2; }"));
        yield return ("an alias beside the head of a base class", Edit("= Z1;", "= Z2;", Nested, "using Y = Z1; namespace A { public class X : Y; }", Bases));
    }

    private static IEnumerable<(string Name, EditScenario Scenario)> Inherited()
    {
        yield return ("the base of a base of a container", Edit("Y : Z1", "Y : Z2", Nested, "namespace A; public class X : Y;", "namespace A; public class Y : Z1;", Bases));
        yield return ("a type that hides the base of a container", Add("namespace A; public class Z1 : Z2;", Nested, "namespace A; public class X : Z1;", Bases));
        yield return ("a part that adds a base", Edit(
            "partial class X;", "partial class X : Z2;", "namespace A; public partial class X { [PeerContract] public partial interface IC { Task M(N n); } }", "namespace A; public partial class X;", "namespace A; public class N { public int X; }", Bases));
        yield return ("a nested type that hides an inherited one", Edit("/**/", "public new class N { public string? S; }", Nested, "namespace A; public class X : Z1 { /**/ }", Bases));
        yield return ("a nested type of the contract's container in another file", Add(
            "namespace A; public partial class X { public class N { public string? S; } }", "namespace A; public partial class X : Z1 { [PeerContract] public partial interface IC { Task M(N n); } }", Bases));
    }

    private static IEnumerable<(string Name, EditScenario Scenario)> Constants()
    {
        const string Named = "[PeerContract(Name = A.K.Name)] public partial interface IC { Task M(); }";
        const string Name = "namespace A; public static class K { public const string Name = Z.One; }";
        const string One = "public static class Z { public const string One = \"1\"; }";
        yield return ("a type that hides the one a constant is taken from", Add("namespace A; public static class Z { public const string One = \"2\"; }", Named, Name, One));
        yield return ("a type that hides the one the name of a referred contract is taken from", Add(
            "namespace A; public static class Z { public const string One = \"2\"; }", "[PeerContract] public partial interface IC { Task M(A.IOther other); }",
            "namespace A; [PeerContract(Name = Z.One)] public partial interface IOther { Task N(); }", One));
        yield return ("a constant by way of an alias", Edit("= Z1;", "= Z2;", Named, "global using Z = Z1;", Name, "public static class Z1 { public const string One = \"1\"; } public static class Z2 { public const string One = \"2\"; }"));
        yield return ("the number behind an enum by way of an alias", Edit("Int32", "Byte", Contract, "using Number = System.Int32; namespace A { public enum D : Number { None } }"));
        yield return ("a member of an enum by way of a global using", Edit(
            "Zero = 0", "Zero = 2", Contract, "global using static Z;", "namespace A; public class D { [PeerOrder((int)Zero)] public int X; [PeerOrder(1)] public int Y; }", "public enum Z { Zero = 0 }"));
    }
}

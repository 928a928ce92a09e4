namespace TypedPeer.CompileTime;

/// <summary>A kind of edit.</summary>
/// <param name="Name">Its name in the results.</param>
/// <param name="File">Which of a contract's files it changes, or <see cref="Shared"/>.</param>
/// <param name="Old">What is replaced, once.</param>
/// <param name="New">What stands there afterwards; <c>{0}</c> is the edit's number, <c>{1}</c> a namespace that differs from edit to edit.</param>
internal sealed record Edit(string Name, int File, string Old, string New)
{
    /// <summary>Stands for the file that all contracts share.</summary>
    public const int Shared = -1;

    private static readonly string[] Namespaces = ["System.Text", "System.Globalization", "System.Net", "System.IO", "System.Numerics"];

    public string Apply(string text, int number)
    {
        var place = text.IndexOf(Old, StringComparison.Ordinal);
        return string.Concat(text.AsSpan(0, place), string.Format(New, number, Namespaces[number % Namespaces.Length]), text.AsSpan(place + Old.Length));
    }
}

/// <summary>What a developer does, from the frequent to the rare.</summary>
internal static class Edits
{
    private const int Contract = 0;
    private const int Data = 1;
    private const int Implementation = 2;
    private const string Head = "namespace Load;\n";

    public static IReadOnlyList<Edit> All { get; } =
    [
        new("one-edit", Contract, "int id", "int id{0}"),
        new("an-edit-in-a-body", Implementation, "await Task.Yield()", "await Task.Delay({0})"),
        new("a-new-data-member", Data, "DateTimeOffset At)", "DateTimeOffset At, int Extra{0})"),
        new("a-new-type", Implementation, Head, Head + "\npublic sealed class Helper{0}_;\n"),
        new("a-renamed-type", Implementation, "class Service", "class Renamed"),
        new("a-new-constant", Implementation, "    private readonly", "    public const int Limit{0} = {0};\n    private readonly"),
        new("a-new-namespace", Implementation, Head, "namespace Load.Part{0};\n"),
        new("a-using-elsewhere", Implementation, Head, "using {1};\n\n" + Head),
        new("a-using-of-a-contract", Contract, Head, "using {1};\n\n" + Head),
        new("another-global-using", Edit.Shared, "global using System;", "global using System;\nglobal using {1};"),
        new("another-global-alias", Edit.Shared, "global using System;", "global using System;\nglobal using Short{0} = System.Text.StringBuilder;"),
    ];
}

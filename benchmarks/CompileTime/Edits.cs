namespace TypedPeer.CompileTime;

/// <summary>A kind of edit.</summary>
/// <param name="Name">Its name in the results.</param>
/// <param name="File">Which of a contract's files it changes.</param>
/// <param name="Old">What is replaced, once.</param>
/// <param name="New">What stands there afterwards; <c>{0}</c> is the edit's number.</param>
internal sealed record Edit(string Name, int File, string Old, string New)
{
    public string Apply(string text, int number)
    {
        var place = text.IndexOf(Old, StringComparison.Ordinal);
        return string.Concat(text.AsSpan(0, place), string.Format(New, number), text.AsSpan(place + Old.Length));
    }
}

/// <summary>What a developer does, from the frequent to the rare.</summary>
internal static class Edits
{
    public static IReadOnlyList<Edit> All { get; } =
    [
        new("one-edit", 0, "int id", "int id{0}"),
        new("an-edit-in-a-body", 2, "await Task.Yield()", "await Task.Delay({0})"),
        new("a-new-data-member", 1, "DateTimeOffset At)", "DateTimeOffset At, int Extra{0})"),
        new("a-new-type", 2, "namespace Load;\n", "namespace Load;\n\npublic sealed class Helper{0}_;\n"),
    ];
}

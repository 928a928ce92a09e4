namespace TypedPeer.Samples.Browser.Blazor.Components;

/// <summary>A name for somebody who gave none.</summary>
internal static class Names
{
    private static readonly string[] Adjectives = ["Quiet", "Swift", "Bright", "Early", "Calm", "Brave", "Clever", "Lucky"];
    private static readonly string[] Animals = ["Heron", "Otter", "Fox", "Wren", "Badger", "Lynx", "Finch", "Hare"];

    public static string Any() => $"{Random.Shared.GetItems(Adjectives, 1)[0]} {Random.Shared.GetItems(Animals, 1)[0]}";
}

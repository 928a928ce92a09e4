namespace TypedPeer.Samples.Browser.Blazor.Drawing;

/// <summary>Somebody's pen as <c>stage.js</c> takes it.</summary>
internal sealed record StagePen(string Key, string Name, byte Color, int X, int Y);

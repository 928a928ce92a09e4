namespace TypedPeer.Samples.Browser.Blazor.Drawing;

/// <summary>A stroke as <c>stage.js</c> takes it: places as numbers, two each, of which a line has many.</summary>
internal sealed record StageStroke(byte Color, byte Width, int[] Dots)
{
    public static StageStroke Of(Stroke stroke) => new(stroke.Color, stroke.Width, [.. stroke.Dots.SelectMany(static dot => new int[] { dot.X, dot.Y })]);
}

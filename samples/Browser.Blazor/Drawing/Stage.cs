using Microsoft.JSInterop;

namespace TypedPeer.Samples.Browser.Blazor.Drawing;

/// <summary>The board as it is seen: what is finished, above it what is being drawn, and the pens of others. Only what has changed goes to the page's script.</summary>
internal sealed class Stage(BoardRoom room, Pen pen, IJSInProcessObjectReference script)
{
    private const long PenStays = 4000;

    private IReadOnlyList<Stroke> _drawn = [];
    private IReadOnlyList<Stroke> _sketches = [];
    private IReadOnlyList<StagePen> _pens = [];

    /// <summary>Gets whether somebody draws.</summary>
    public bool IsBusy => _sketches.Count > 0;

    public void Show()
    {
        ShowStrokes(room.Board.Strokes);
        var others = room.Peers.Select(peer => (peer.Id, Profile: BoardProfile.Of(peer.Id, peer.Metadata), Member: room.MemberOf(peer.Id))).ToList();
        ShowSketches([.. others.Select(static other => other.Member?.Sketch).Append(pen.Sketch).OfType<Stroke>()]);
        ShowPens([.. others.Where(static other => other.Member?.Pen is { } shown && Environment.TickCount64 - shown.Since < PenStays)
            .Select(static other => new StagePen(other.Id, other.Profile.Name, other.Profile.Color, other.Member!.Pen!.At.X, other.Member.Pen.At.Y))]);
    }

    private void ShowStrokes(IReadOnlyList<Stroke> strokes)
    {
        var isMore = strokes.Count >= _drawn.Count && strokes.Take(_drawn.Count).SequenceEqual(_drawn, ReferenceEqualityComparer.Instance);
        if (!isMore || strokes.Count > _drawn.Count)
        {
            script.InvokeVoid("draw", strokes.Skip(isMore ? _drawn.Count : 0).Select(StageStroke.Of), !isMore);
        }

        _drawn = strokes;
    }

    private void ShowSketches(IReadOnlyList<Stroke> sketches)
    {
        if (!sketches.SequenceEqual(_sketches, ReferenceEqualityComparer.Instance))
        {
            script.InvokeVoid("sketch", sketches.Select(StageStroke.Of));
        }

        _sketches = sketches;
    }

    private void ShowPens(IReadOnlyList<StagePen> pens)
    {
        if (!pens.SequenceEqual(_pens))
        {
            script.InvokeVoid("showPens", pens);
        }

        _pens = pens;
    }
}

using Microsoft.JSInterop;

namespace TypedPeer.Samples.Browser.Blazor.Drawing;

/// <summary>The own pen, moved by a mouse, a finger, a stylus or the keyboard: what it does becomes strokes, which go to everybody.</summary>
internal sealed class Pen(BoardRoom room, IJSInProcessObjectReference script, Action changed, Action<string> say)
{
    private const int SmallStep = 12;
    private const int LargeStep = 60;

    /// <summary>Nearer than this to the last one, a dot shows nothing new.</summary>
    private const int Nearest = 3;

    private readonly List<Dot> _dots = [];
    private (int X, int Y) _at = (Dot.Width / 2, Dot.Height / 2);
    private bool _isDownByKey;
    private bool _isTold = true;
    private bool _isMoved;

    /// <summary>Gets the line that is being drawn; null for none.</summary>
    public Stroke? Sketch { get; private set; }

    /// <summary>Gets or sets how wide it draws, in the board's units.</summary>
    public byte Width { get; set; } = 10;

    [JSInvokable]
    public void Down(int[] at)
    {
        Lift();
        MoveTo(at[0], at[1], isDown: true);
    }

    /// <param name="places">Where it passed, two numbers each.</param>
    /// <param name="isDown">Whether it draws.</param>
    [JSInvokable]
    public void Move(int[] places, bool isDown)
    {
        foreach (var at in places.Chunk(2))
        {
            MoveTo(at[0], at[1], isDown);
        }
    }

    [JSInvokable]
    public void Up() => Finish();

    /// <summary>A key that draws.</summary>
    [JSInvokable]
    public void Key(string key, bool isShifted, bool isRepeated)
    {
        var (x, y) = key switch
        {
            "ArrowLeft" => (-1, 0),
            "ArrowRight" => (1, 0),
            "ArrowUp" => (0, -1),
            "ArrowDown" => (0, 1),
            _ => (0, 0),
        };
        if ((x, y) is not (0, 0))
        {
            var step = isShifted ? LargeStep : SmallStep;
            MoveTo(_at.X + (x * step), _at.Y + (y * step), _isDownByKey);
        }
        else if (_isDownByKey && !isRepeated)
        {
            Lift();
        }
        else if (key != "Escape" && !isRepeated)
        {
            _isDownByKey = true;
            MoveTo(_at.X, _at.Y, isDown: true);
            say("Pen down");
        }
    }

    /// <summary>Ends what was begun by a key.</summary>
    [JSInvokable]
    public void Lift()
    {
        if (_isDownByKey)
        {
            _isDownByKey = false;
            Finish();
            ShowCrosshair();
            say("Pen up");
        }
    }

    /// <summary>Tells the others where it is and what it draws, if that has changed: as often as a screen shows it, and not more often.</summary>
    public async Task TellAsync()
    {
        if (!_isTold && Sketch is { } sketch)
        {
            await room.SketchAsync(sketch);
        }

        if (_isMoved)
        {
            await room.PointAsync(new((ushort)_at.X, (ushort)_at.Y));
        }

        (_isTold, _isMoved) = (true, false);
    }

    private void MoveTo(int x, int y, bool isDown)
    {
        _at = (Math.Clamp(x, 0, Dot.Width), Math.Clamp(y, 0, Dot.Height));
        _isMoved = true;
        ShowCrosshair();
        if (isDown)
        {
            Extend(new((ushort)_at.X, (ushort)_at.Y));
        }

        changed();
    }

    private void Extend(Dot at)
    {
        if (_dots.Count > 0 && Math.Abs(_dots[^1].X - at.X) + Math.Abs(_dots[^1].Y - at.Y) < Nearest)
        {
            return;
        }

        _dots.Add(at);
        Sketch = Sketch is null ? room.NewStroke(Width, [.. _dots]) : Sketch with { Dots = [.. _dots] };
        _isTold = false;
        if (_dots.Count == Stroke.MaxDots)
        {
            // A longer line goes on as another one.
            Finish();
            _dots.Add(at);
        }
    }

    private void Finish()
    {
        _dots.Clear();
        if (Sketch is { } stroke)
        {
            Sketch = null;
            Observe(room.DrawAsync(stroke));
        }
    }

    /// <summary>What did not go out with a link that was lost is read by the other side when it is back.</summary>
    private async void Observe(ValueTask drawing)
    {
        try
        {
            await drawing;
        }
        catch (PeerException exception)
        {
            say($"Not everybody has seen it yet: {exception.Message}");
        }
    }

    private void ShowCrosshair() => script.InvokeVoid("showCrosshair", _at.X, _at.Y, _isDownByKey);
}

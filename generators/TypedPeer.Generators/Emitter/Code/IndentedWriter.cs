using System.Text;

namespace TypedPeer.Generators.Emitter.Code;

/// <summary>Writes indented lines, of whatever language.</summary>
/// <param name="indentSize">How many spaces a level is.</param>
internal abstract class IndentedWriter(int indentSize)
{
    private const int MaxLine = 140;

    private readonly StringBuilder _text = new();

    /// <summary>Gets or sets how many levels deep the next line is.</summary>
    protected int Depth { get; set; }

    /// <summary>Writes one line at the current depth; an empty one without indentation.</summary>
    public void Line(string text = "")
    {
        if (text.Length > 0)
        {
            _text.Append(' ', Depth * indentSize).Append(text);
        }

        _text.Append('\n');
    }

    public override string ToString() => _text.ToString();

    /// <summary>Whether a line at the current depth is no longer than lines are to be.</summary>
    protected bool Fits(string line) => (Depth * indentSize) + line.Length <= MaxLine;
}

using System.Globalization;
using System.Numerics;

namespace TypedPeer.Benchmarks.EndToEnd.Measuring;

/// <summary>Reads options one after another, each with its value where it has one.</summary>
internal ref struct OptionReader(ReadOnlySpan<string> args)
{
    private ReadOnlySpan<string> _rest = args;
    private string _option = string.Empty;

    /// <summary>Reads the next option; false when there is none.</summary>
    public bool Next(out string option)
    {
        var hasNext = !_rest.IsEmpty;
        option = _option = hasNext ? _rest[0] : string.Empty;
        _rest = hasNext ? _rest[1..] : [];
        return hasNext;
    }

    /// <summary>Reads the value of the option.</summary>
    public string Text()
    {
        if (_rest.IsEmpty)
        {
            throw new UsageException($"'{_option}' needs a value.");
        }

        var text = _rest[0];
        _rest = _rest[1..];
        return text;
    }

    /// <summary>Reads the value of the option as a number, of which too small a one is the least and too large a one the most there may be.</summary>
    public T Number<T>(T least, T most)
        where T : INumber<T>
    {
        var text = Text();
        return T.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var number)
            ? T.Clamp(number, least, most)
            : throw new UsageException($"'{_option}' needs a number in place of '{text}'.");
    }

    /// <summary>What is said of an option that there is not.</summary>
    public readonly UsageException Unknown() => new($"Unknown option '{_option}'.");
}

using System.Text;

namespace TypedPeer.Signaling.Signals;

/// <summary>A line for each text. Lines are bounded while they are read; empty ones do not count.</summary>
internal sealed class SignalLines(TextReader input, TextWriter output)
{
    private readonly char[] _buffer = new char[4096];
    private int _next;
    private int _end;

    public async ValueTask SendAsync(string text, CancellationToken cancellationToken)
    {
        if (text.AsSpan().ContainsAny('\r', '\n'))
        {
            throw new ArgumentException("A text that travels as a line has no line break in it.", nameof(text));
        }

        await output.WriteLineAsync(text.AsMemory(), cancellationToken).ConfigureAwait(false);
        await output.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads the next line; null at the end. What follows the last line break is a line, too.</summary>
    /// <exception cref="FormatException">The line is too long.</exception>
    public async ValueTask<string?> ReceiveAsync(CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        while (true)
        {
            while (_next < _end)
            {
                var rest = _buffer.AsSpan(_next, _end - _next);
                var length = rest.IndexOf('\n');
                line.Append(length < 0 ? rest : rest[..length]);
                _next += length < 0 ? rest.Length : length + 1;
                if (line.Length > SignalingChannel.MaxMessageLength + 1)
                {
                    throw SignalText.TooLong();
                }

                if (length >= 0 && Take(line) is { Length: > 0 } text)
                {
                    return text;
                }
            }

            _next = 0;
            _end = await FillAsync(cancellationToken).ConfigureAwait(false);
            if (_end == 0)
            {
                return Take(line) is { Length: > 0 } last ? last : null;
            }
        }
    }

    private static string Take(StringBuilder line)
    {
        var text = line.ToString().Trim();
        line.Clear();
        return text;
    }

    private async ValueTask<int> FillAsync(CancellationToken cancellationToken)
    {
        if (input is StreamReader or StringReader)
        {
            return await input.ReadAsync(_buffer, cancellationToken).ConfigureAwait(false);
        }

        return await Task.Factory.StartNew(ReadUpToLineBreak, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
    }

    /// <summary>Readers that block may do so until they have as much as was asked for; one character is never too much.</summary>
    private int ReadUpToLineBreak()
    {
        var length = 0;
        while (length < _buffer.Length && input.Read() is >= 0 and var character)
        {
            _buffer[length++] = (char)character;
            if (character == '\n')
            {
                break;
            }
        }

        return length;
    }
}
